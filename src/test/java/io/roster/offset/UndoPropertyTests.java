package io.roster.offset;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import io.roster.support.Commits;
import io.roster.support.Http;
import io.roster.support.Http.Answer;
import io.roster.support.Service;
import io.roster.support.TestKafka;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever was committed and whatever is reset: the plan, its execution and its undo give
 * the start again.
 */
class UndoPropertyTests {

	private static final int PARTITIONS = 4;

	private static final String TOPIC = "undo-" + UUID.randomUUID();

	private static final AtomicReference<Service> SERVICE = new AtomicReference<>();

	@BeforeContainer
	static void start() {
		TestKafka.createTopic(TOPIC, PARTITIONS);
		TestKafka.produce(TOPIC, PARTITIONS, 0, 40);
		TestKafka.deleteRecordsBefore(new TopicPartition(TOPIC, 1), 5);
		SERVICE.set(Service.start(TestKafka.bootstrapServers()));
	}

	@AfterContainer
	static void stop() {
		SERVICE.get().close();
	}

	@Property(tries = 25)
	void planExecutionAndUndoGiveTheStartAgain(@ForAll("commits") Map<Integer, OffsetAndMetadata> start,
			@ForAll("targets") String target) {
		Http http = SERVICE.get().http();
		String group = "undo-" + UUID.randomUUID();
		Map<TopicPartition, OffsetAndMetadata> before = new HashMap<>();
		start.forEach((number, commit) -> before.put(new TopicPartition(TOPIC, number), commit));
		if (!before.isEmpty()) {
			Commits.set(group, before);
		}
		String path = "/groups/" + group + "/offset-resets";
		Answer plan = http.post(path, "{" + target + ",\"scope\":{\"topics\":[\"" + TOPIC + "\"]}}");
		assertThat(plan.status()).as(plan.text()).isEqualTo(200);
		assertThat(Commits.of(group)).isEqualTo(before);
		Answer executed = http.post(path,
				"{\"planId\":\"" + plan.json().path("planId").asString() + "\",\"dryRun\":false}");
		assertThat(executed.status()).as(executed.text()).isEqualTo(200);
		Map<TopicPartition, Long> planned = new HashMap<>();
		plan.json()
			.path("partitions")
			.forEach((row) -> planned.put(new TopicPartition(TOPIC, row.path("partition").asInt()),
					row.path("to").asLong()));
		assertThat(Commits.offsets(group)).isEqualTo(planned).hasSize(PARTITIONS);
		Answer undone = http.send("POST", path + "/" + executed.json().path("resetId").asString() + "/undo", null);
		assertThat(undone.status()).as(undone.text()).isEqualTo(200);
		assertThat(Commits.of(group)).isEqualTo(before);
		assertThat(http.get("/groups/" + group).status()).isEqualTo(before.isEmpty() ? 404 : 200);
	}

	@Provide
	Arbitrary<Map<Integer, OffsetAndMetadata>> commits() {
		Arbitrary<OffsetAndMetadata> commit = Combinators
			.combine(Arbitraries.longs().between(0, 15), Arbitraries.integers().between(-1, 0),
					Arbitraries.strings().ofMaxLength(20))
			.as((offset, epoch, metadata) -> new OffsetAndMetadata(offset,
					(epoch < 0) ? Optional.empty() : Optional.of(epoch), metadata));
		return Arbitraries.maps(Arbitraries.integers().between(0, PARTITIONS - 1), commit).ofMaxSize(PARTITIONS);
	}

	@Provide
	Arbitrary<String> targets() {
		return Arbitraries.oneOf(Arbitraries.of("\"to\":\"earliest\"", "\"to\":\"latest\"", "\"to\":\"current\""),
				Arbitraries.longs().between(0, 20).map((offset) -> "\"to\":\"offset\",\"offset\":" + offset),
				Arbitraries.integers()
					.between(0, 100_000)
					.map((seconds) -> "\"to\":\"duration\",\"duration\":\"PT" + seconds + "S\""));
	}

}
