package io.roster.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.roster.support.Http;
import io.roster.support.RosterTest;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/** The document and the running paths are the same. */
@RosterTest
class OpenApiTests {

	private static final Set<String> NOT_OF_THE_API = Set.of("RootController", "ProblemErrorController");

	@Autowired
	private Http http;

	@Autowired
	@Qualifier("requestMappingHandlerMapping")
	private RequestMappingHandlerMapping mappings;

	@Test
	void documentHasEveryPathAndNoOther() {
		JsonNode paths = this.http.get("/v3/api-docs").json().path("paths");
		Set<String> documented = new TreeSet<>();
		paths.properties()
			.forEach((path) -> path.getValue()
				.propertyNames()
				.forEach((method) -> documented.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
		Set<String> running = new TreeSet<>();
		for (Map.Entry<RequestMappingInfo, HandlerMethod> mapping : this.mappings.getHandlerMethods().entrySet()) {
			Class<?> type = mapping.getValue().getBeanType();
			if (type.getName().startsWith("io.roster.") && !NOT_OF_THE_API.contains(type.getSimpleName())) {
				mapping.getKey()
					.getPatternValues()
					.forEach((path) -> mapping.getKey()
						.getMethodsCondition()
						.getMethods()
						.forEach((method) -> running.add(method + " " + path)));
			}
		}
		assertThat(documented).isEqualTo(running).contains("GET /groups/{groupId}/assignments");
	}

	@Test
	void everyOperationIsDescribedWithItsErrors() {
		JsonNode document = this.http.get("/v3/api-docs").json();
		assertThat(document.path("components").path("schemas").path("Problem").path("properties").has("detail"))
			.isTrue();
		document.path("paths").forEach((path) -> path.forEach((operation) -> {
			assertThat(operation.path("summary").asString()).isNotEmpty();
			assertThat(operation.path("tags")).isNotEmpty();
			JsonNode responses = operation.path("responses");
			assertThat(responses.propertyNames()).contains("500");
			responses.properties().forEach((response) -> {
				if (response.getKey().startsWith("4") || response.getKey().startsWith("5")) {
					JsonNode problem = response.getValue().path("content").path("application/problem+json");
					assertThat(problem.path("example").path("status").asString()).isEqualTo(response.getKey());
				}
			});
			operation.path("parameters")
				.forEach((parameter) -> assertThat(parameter.path("description").asString()).isNotEmpty());
		}));
	}

	@Test
	void operationsHaveNamesOfTheirOwnAndJsonComesFirst() {
		List<String> names = new ArrayList<>();
		this.http.get("/v3/api-docs").json().path("paths").forEach((path) -> path.forEach((operation) -> {
			names.add(operation.path("operationId").asString());
			operation.path("responses").forEach((response) -> {
				List<String> types = List.copyOf(response.path("content").propertyNames());
				assertThat(types.isEmpty() || !types.contains("application/json")
						|| types.get(0).equals("application/json"))
					.as(names.toString())
					.isTrue();
			});
		}));
		assertThat(names).doesNotHaveDuplicates()
			.noneMatch((name) -> name.contains("_"))
			.contains("describe", "offsets", "resetOffsets", "deleteGroups");
	}

	@Test
	void groupIdIsAString() {
		JsonNode parameters = this.http.get("/v3/api-docs")
			.json()
			.path("paths")
			.path("/groups/{groupId}")
			.path("get")
			.path("parameters");
		JsonNode groupId = parameters.valueStream()
			.filter((parameter) -> parameter.path("name").asString().equals("groupId"))
			.findFirst()
			.orElseThrow();
		assertThat(groupId.path("schema").path("type").asString()).isEqualTo("string");
	}

	@Test
	void defaultsOfDurationsAreTaken() {
		JsonNode paths = this.http.get("/v3/api-docs").json().path("paths");
		for (String path : List.of("lag", "scale")) {
			JsonNode duration = paths.path("/groups/{groupId}/" + path)
				.path("get")
				.path("parameters")
				.valueStream()
				.filter((parameter) -> parameter.path("schema").path("format").asString("").equals("duration"))
				.findFirst()
				.orElseThrow();
			String query = "?" + duration.path("name").asString() + "=";
			String standard = duration.path("schema").path("default").asString();
			assertThat(this.http.get("/groups/no-such-group/" + path + query + standard).status()).isEqualTo(404);
			Http.Answer seconds = this.http.get("/groups/no-such-group/" + path + query + "3600");
			assertThat(seconds.status()).isEqualTo(400);
			assertThat(seconds.text()).contains("must be an ISO 8601 duration such as PT1H");
		}
	}

	@Test
	void rootLeadsToSwaggerUi() {
		Http.Answer root = this.http.get("/");
		assertThat(root.status()).isEqualTo(302);
		assertThat(root.header("Location")).endsWith("/swagger-ui/index.html");
		assertThat(this.http.get("/swagger-ui/index.html").text()).contains("swagger-ui");
		assertThat(List.of(200)).contains(this.http.get("/v3/api-docs").status());
	}

}
