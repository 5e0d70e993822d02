package io.roster.openapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a problem of some status looks like.
 *
 * @param description when it is answered
 * @param body an example
 */
record ProblemExample(String description, Map<String, Object> body) {

	private static final Map<Integer, ProblemExample> EXAMPLES = Map.ofEntries(
			example(400, "The request cannot be right", "invalid-request", "Invalid request",
					"count must be from 1 to 100",
					Map.of("errors", List.of(Map.of("field", "count", "message", "must be from 1 to 100")))),
			example(403, "Kafka or this service refuses", "kafka-refused", "Kafka refused",
					"Kafka does not allow this service to do that: Not authorized to access group: payroll", Map.of()),
			example(404, "The group or worker is not there", "no-such-group", "No such group",
					"Kafka knows no group 'order-service'.", Map.of("groupId", "order-service")),
			example(409, "The state forbids it", "worker-conflict", "Does not go with what is running",
					"Worker w-4nns3y948y of group 'order-service' already has partition orders-1.", Map.of()),
			example(410, "The list that a cursor belongs to is gone", "cursor-gone", "Cursor is gone",
					"The list that this cursor belongs to is no longer kept; ask again without 'after'.", Map.of()),
			example(412, "The condition of the request does not hold", "precondition-failed", "Precondition failed",
					"The worker spec of group 'order-service' is \"2-5f0c6e1b9a3d\" by now.", Map.of()),
			example(422, "A topic or partition in the body is not there", "unknown-topic-partition",
					"Unknown topic or partition", "ordres cannot be read: not there.",
					Map.of("errors",
							List.of(Map.of("field", "topics", "message", "names 'ordres', which is no topic")))),
			example(428, "There is a spec, and the request does not say which one it replaces", "precondition-required",
					"Precondition required",
					"Group 'order-service' has a worker spec; say which one is to be replaced with If-Match and the "
							+ "ETag that GET has answered.",
					Map.of()),
			example(500, "Something went wrong inside", "unexpected", "Unexpected error",
					"Something went wrong inside of Roster; its log has the cause.", Map.of()),
			example(503, "Kafka is not reachable, or the service is stopping; Retry-After says when to try again",
					"kafka-unavailable", "Kafka is not available", "No broker could be reached at kafka:9092.",
					Map.of()),
			example(504, "Kafka did not answer in time", "kafka-timeout", "Kafka did not answer in time",
					"A broker takes connections at kafka:9092 but the answer did not come in time.", Map.of()));

	static ProblemExample of(int status) {
		ProblemExample example = EXAMPLES.get(status);
		if (example == null) {
			throw new IllegalArgumentException("There is no example of a problem with status " + status);
		}
		return example;
	}

	private static Map.Entry<Integer, ProblemExample> example(int status, String description, String type, String title,
			String detail, Map<String, Object> more) {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("type", "urn:roster:problem:" + type);
		body.put("title", title);
		body.put("status", status);
		body.put("detail", detail);
		body.putAll(more);
		return Map.entry(status, new ProblemExample(description, body));
	}

}
