package io.roster.openapi;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.roster.group.GroupId;
import io.roster.problem.Problems;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.servers.Server;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Fills in what the controllers leave to be said once for all: ids in paths, and errors.
 */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

	private static final String PROBLEM = "Problem";

	private static final String JSON = "application/json";

	private static final Map<String, String> DESCRIBED = Map.ofEntries(
			Map.entry("groupId", "The group's id, percent-encoded; or ~ and the base64url of its UTF-8 bytes"),
			Map.entry("workerId", "The worker's id"), Map.entry("resetId", "The reset's id"),
			Map.entry("Cache-Control", "no-cache for an answer that was read after the request came in"),
			Map.entry("search", "Part of the group id, in any case"),
			Map.entry("state", "Kafka's name of a state, such as Stable or Empty; repeatable"),
			Map.entry("type", "classic, consumer, share or streams; repeatable"),
			Map.entry("topic", "A topic; repeatable where it filters offsets"),
			Map.entry("partition", "Only this partition of the topic; repeatable"),
			Map.entry("lagAbove", "Only groups whose lag is above this"),
			Map.entry("sort", "groupId, type, state, members, topics, partitions, lag or timeLag; "
					+ "with - in front the largest first"),
			Map.entry("limit", "At most this many"));

	static {
		SpringDocUtils.getConfig().replaceWithClass(GroupId.class, String.class);
	}

	@Bean
	OpenAPI openApi(ObjectProvider<BuildProperties> build) {
		BuildProperties properties = build.getIfAvailable();
		return new OpenAPI().info(new Info().title("Roster")
			.version((properties != null) ? properties.getVersion() : "development")
			.description("Consumer groups of Kafka, run and shown over HTTP. Errors are problem details (RFC 9457)."))
			// Relative, so that the page works under whatever name it was opened.
			.addServersItem(new Server().url("/"));
	}

	@Bean
	OpenApiCustomizer problemSchema() {
		return (openApi) -> openApi.getComponents().addSchemas(PROBLEM, problem());
	}

	/**
	 * Operations that several methods serve, one for each media type, come out in any
	 * order; the first is what a client gets that does not choose.
	 */
	@Bean
	OpenApiCustomizer jsonFirst() {
		return (openApi) -> openApi.getPaths()
			.values()
			.stream()
			.flatMap((path) -> path.readOperations().stream())
			.forEach((operation) -> {
				if (operation.getRequestBody() != null) {
					operation.getRequestBody().setContent(jsonFirst(operation.getRequestBody().getContent()));
				}
				operation.getResponses()
					.values()
					.forEach((response) -> response.setContent(jsonFirst(response.getContent())));
			});
	}

	private static @Nullable Content jsonFirst(@Nullable Content content) {
		if (content == null || !content.containsKey(JSON)) {
			return content;
		}
		Content sorted = new Content();
		sorted.addMediaType(JSON, content.get(JSON));
		content.forEach((type, body) -> sorted.addMediaType(type, type.startsWith("text/")
				? new MediaType().schema(new StringSchema()).example(body.getExample()).examples(body.getExamples())
				: body));
		return sorted;
	}

	private static Schema<?> problem() {
		Schema<?> error = new ObjectSchema().addProperty("field", new StringSchema())
			.addProperty("message", new StringSchema());
		return new ObjectSchema().description("A problem (RFC 9457)")
			.addProperty("type", new StringSchema().description("The kind of problem; absent means about:blank"))
			.addProperty("title", new StringSchema().description("The same for every problem of its type"))
			.addProperty("status", new IntegerSchema())
			.addProperty("detail", new StringSchema().description("What happened this time"))
			.addProperty("instance", new StringSchema().description("Where it happened, or its id in the log"))
			.addProperty("errors", new io.swagger.v3.oas.models.media.ArraySchema().items(error)
				.description("Each field that is wrong"));
	}

	@Bean
	OperationCustomizer problems() {
		return (operation, method) -> {
			describeParameters(operation);
			Problems problems = method.getMethodAnnotation(Problems.class);
			TreeSet<Integer> statuses = new TreeSet<>(Set.of(500));
			if (problems != null) {
				for (int status : problems.value()) {
					statuses.add(status);
				}
			}
			statuses.forEach((status) -> operation.getResponses()
				.addApiResponse(String.valueOf(status), response(ProblemExample.of(status))));
			return operation;
		};
	}

	private static ApiResponse response(ProblemExample example) {
		MediaType json = new MediaType().schema(new Schema<>().$ref("#/components/schemas/" + PROBLEM))
			.example(example.body());
		return new ApiResponse().description(example.description())
			.content(new Content().addMediaType("application/problem+json", json));
	}

	private static void describeParameters(Operation operation) {
		if (operation.getParameters() == null) {
			return;
		}
		for (Parameter parameter : operation.getParameters()) {
			String description = DESCRIBED.get(parameter.getName());
			if (description != null && parameter.getDescription() == null) {
				parameter.setDescription(description);
			}
			if ("groupId".equals(parameter.getName())) {
				parameter.setExample("order-service");
			}
			Schema<?> schema = parameter.getSchema();
			if (schema.getDefault() instanceof Duration standard) {
				// As it is taken: the page sends it along when a call is tried out.
				schema.setDefault(standard.toString());
			}
		}
	}

}
