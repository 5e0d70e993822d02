# Builds the jar, takes it apart into layers, trains the JVM's ahead-of-time cache on it, and keeps only what runs.

FROM eclipse-temurin:25-jdk AS build
WORKDIR /build
COPY mvnw pom.xml ./
COPY .mvn .mvn
# In a layer of its own: changed sources do not fetch the world again.
RUN --mount=type=cache,target=/root/.m2 ./mvnw -B -q dependency:go-offline -DincludeScope=runtime || true
COPY src src
RUN --mount=type=cache,target=/root/.m2 ./mvnw -B -q package -DskipTests -Dmaven.test.skip=true \
 && java -Djarmode=tools -jar target/roster-*.jar extract --layers --application-filename roster.jar --destination /layers

FROM eclipse-temurin:25-jre AS train
WORKDIR /app
COPY --from=build /layers/dependencies/ ./
COPY --from=build /layers/snapshot-dependencies/ ./
COPY --from=build /layers/application/ ./
# The cache fits this very JVM and class path. The run ends where it would begin to listen, and needs no Kafka.
RUN java -XX:AOTCacheOutput=roster.aot -Dspring.context.exit=onRefresh -cp /app/roster.jar io.roster.RosterApplication

FROM eclipse-temurin:25-jre
RUN useradd --system --no-create-home roster
WORKDIR /app
COPY --from=build /layers/dependencies/ ./
COPY --from=build /layers/snapshot-dependencies/ ./
COPY --from=build /layers/application/ ./
COPY --from=train /app/roster.aot ./
USER roster
EXPOSE 8080
ENV JAVA_TOOL_OPTIONS="-XX:AOTCache=/app/roster.aot -XX:MaxRAMPercentage=75 -XX:+ExitOnOutOfMemoryError"
# Neither curl nor wget is in the image; bash can talk to a port by itself.
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=6 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /actuator/health/readiness HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200'"]
# Jars with handlers come after the service's own, so that the cache still fits; none is there unless it is mounted.
ENTRYPOINT ["java", "-cp", "/app/roster.jar:/app/handlers/*", "io.roster.RosterApplication"]
