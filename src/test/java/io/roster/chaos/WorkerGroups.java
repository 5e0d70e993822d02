package io.roster.chaos;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.roster.support.Http.Answer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The groups whose workers the replicas run, made and changed over HTTP. */
final class WorkerGroups {

	/** Partitions are shared out by Kafka, records go to the webhook. */
	static final String SHARED = "chaos-shared";

	/** Partitions are shared out by Kafka, records go to another topic. */
	static final String COPYING = "chaos-copying";

	/** Partitions are taken by hand, records go to the webhook. */
	static final String MANUAL = "chaos-manual";

	static final List<String> ALL = List.of(SHARED, COPYING, MANUAL);

	private static final int MANUAL_WORKERS = 3;

	/** As many times as it takes: no outage of the webhook makes a dead letter. */
	private static final String HTTP = """
			"handler":{"type":"http","url":"%s","inFlight":8,"timeout":"PT2S"},
			"retry":{"attempts":1000000,"backoff":"PT0.1S","maxBackoff":"PT1S"}""";

	private final Replicas replicas;

	WorkerGroups(Replicas replicas) {
		this.replicas = replicas;
	}

	void create(String topic, String copy, Hook hook) {
		add(SHARED, "\"topics\":[\"%s\"],\"count\":%d,%s".formatted(topic, count(SHARED),
				HTTP.formatted(hook.url(SHARED))));
		add(COPYING, "\"topics\":[\"%s\"],\"count\":%d,\"handler\":{\"type\":\"topic\",\"topic\":\"%s\"}"
			.formatted(topic, count(COPYING), copy));
		for (int worker = 0; worker < MANUAL_WORKERS; worker++) {
			int number = worker;
			String partitions = IntStream.range(0, Traffic.PARTITIONS)
				.filter((partition) -> partition % MANUAL_WORKERS == number)
				.mapToObj(String::valueOf)
				.collect(Collectors.joining(","));
			add(MANUAL, "\"partitions\":[{\"topic\":\"%s\",\"partitions\":[%s]}],%s".formatted(topic, partitions,
					HTTP.formatted(hook.url(MANUAL))));
		}
	}

	private void add(String group, String fields) {
		// A repeat, where the first answer came too late, must not add more.
		this.replicas.ask("POST", workers(group), "{" + fields + "}", "Content-Type", "application/json",
				"Idempotency-Key", UUID.randomUUID().toString());
	}

	/** How many workers a group has unless it is scaled. */
	static int count(String group) {
		return group.equals(SHARED) ? 6 : 3;
	}

	static String workers(String group) {
		return "/groups/" + group + "/workers";
	}

	void scale(String group, int count) {
		this.replicas.ask("PATCH", workers(group), "{\"count\":" + count + "}");
	}

	void pause(String group) {
		this.replicas.ask("POST", workers(group) + "/pause", null);
	}

	void resume(String group) {
		this.replicas.ask("POST", workers(group) + "/resume", null);
	}

	void restart(String group) {
		this.replicas.ask("POST", workers(group) + "/restart", null);
	}

	/** Has the workers of a group poll another number of records, one by one. */
	void putMaxPollRecords(String group, int maxPollRecords) {
		String path = "/groups/" + group + "/worker-spec";
		Awaitility.await("PUT " + path).atMost(Replicas.LIMIT).until(() -> {
			Answer spec = this.replicas.call("GET", path, null);
			ObjectNode wanted = (ObjectNode) spec.json();
			wanted.put("maxPollRecords", maxPollRecords);
			Answer answer = this.replicas.call("PUT", path, wanted.toString(), "If-Match", spec.header("ETag"),
					"Content-Type", "application/json");
			// A repeat of one that was done although its answer was lost.
			if (answer.status() != 412 && answer.status() != 200) {
				throw new AssertionError("PUT " + path + ": " + answer.status() + " " + answer.text());
			}
			return answer.status() == 200;
		});
	}

	List<JsonNode> list() {
		return this.replicas.ask("GET", "/workers", null).path("workers").valueStream().toList();
	}

	/** The partitions that a replica's workers of a group have. */
	Set<Integer> partitions(String group, Replica replica) {
		return list().stream()
			.filter((worker) -> worker.path("groupId").asString().equals(group) && isOn(worker, replica))
			.flatMap((worker) -> worker.path("assignment").valueStream())
			.flatMap((topic) -> topic.path("partitions").valueStream())
			.map(JsonNode::asInt)
			.collect(Collectors.toSet());
	}

	/** Waits until each of the replicas runs a worker at least. */
	void awaitShares(Collection<Replica> of) {
		await("each replica has workers",
				(workers) -> of.stream()
					.allMatch((replica) -> workers.stream()
						.anyMatch((worker) -> isOn(worker, replica)
								&& worker.path("state").asString().matches("running|paused"))));
	}

	/** Waits until every worker runs that should, and all partitions have one. */
	void awaitAllRunning() {
		int count = ALL.stream().mapToInt(WorkerGroups::count).sum();
		await("all workers run", (workers) -> workers.size() == count
				&& workers.stream().allMatch((worker) -> worker.path("state").asString().equals("running")));
		await("all partitions have a worker",
				(workers) -> workers.stream()
					.flatMap((worker) -> worker.path("assignment").valueStream())
					.mapToInt((topic) -> topic.path("partitions").size())
					.sum() == ALL.size() * Traffic.PARTITIONS);
	}

	private void await(String what, Predicate<List<JsonNode>> condition) {
		List<?>[] seen = { List.of() };
		try {
			Awaitility.await(what).atMost(Replicas.LIMIT).pollInterval(Duration.ofMillis(300)).until(() -> {
				List<JsonNode> workers = list();
				seen[0] = workers;
				return condition.test(workers);
			});
		}
		catch (ConditionTimeoutException ex) {
			throw new AssertionError("Not within " + Replicas.LIMIT + ": " + what + "; workers: " + seen[0], ex);
		}
	}

	/** Waits until a group has committed all that there is. */
	void awaitNoLag(String group) {
		JsonNode[] seen = new JsonNode[1];
		try {
			Awaitility.await("no lag of " + group)
				.atMost(Replicas.LIMIT)
				.pollInterval(Duration.ofMillis(500))
				.until(() -> {
					JsonNode offsets = this.replicas.ask("GET", "/groups/" + group + "/offsets", null, "Cache-Control",
							"no-cache");
					seen[0] = offsets;
					return offsets.path("offsets").size() == Traffic.PARTITIONS
							&& offsets.path("offsets").valueStream().allMatch((row) -> row.path("lag").asLong(-1) == 0);
				});
		}
		catch (ConditionTimeoutException ex) {
			throw new AssertionError("Not within " + Replicas.LIMIT + ": no lag; offsets: " + seen[0] + " workers: "
					+ this.replicas.ask("GET", workers(group), null), ex);
		}
	}

	/** Waits until something of each partition is in the ledger of a group. */
	void awaitLedger(String group) {
		Awaitility.await("ledger of " + group)
			.atMost(Replicas.LIMIT)
			.pollInterval(Duration.ofMillis(500))
			.until(() -> ledger(group).path("partitions").size() == Traffic.PARTITIONS);
	}

	JsonNode ledger(String group) {
		return this.replicas.ask("GET", "/groups/" + group + "/ledger", null);
	}

	private static boolean isOn(JsonNode worker, Replica replica) {
		return worker.path("instance").asString("").equals(replica.name());
	}

}
