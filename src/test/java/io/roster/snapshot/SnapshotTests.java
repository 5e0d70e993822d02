package io.roster.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.roster.problem.ProblemException;
import io.roster.snapshot.SnapshotTests.Counting;
import io.roster.support.Http;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@RosterTest
@Import(Counting.class)
@TestPropertySource(
		properties = { "roster.snapshot.interval=200ms", "roster.health.patience=1s", "roster.health.hold=0s" })
class SnapshotTests {

	private final String name = "snapshot-" + UUID.randomUUID();

	@Autowired
	private Http http;

	@Autowired
	private Snapshots snapshots;

	@Autowired
	private Counting counting;

	@BeforeEach
	void topic() {
		TestKafka.createTopic(this.name, 1);
	}

	@AfterEach
	void goOn() {
		this.counting.gate.countDown();
	}

	@Test
	void sameListIsNotSentTwice() throws Exception {
		commit(this.name, this.name, 0);
		String path = "/groups?search=" + this.name;
		// Between the two a new list may come, but not always.
		await().until(() -> {
			Http.Answer answer = this.http.get(path);
			assertThat(answer.status()).isEqualTo(200);
			Http.Answer again = this.http.get(path, "If-None-Match", answer.header("ETag"));
			assertThat(again.status()).isIn(200, 304);
			if (again.status() == 200) {
				assertThat(again.header("ETag")).isNotEqualTo(answer.header("ETag"));
				assertThat(again.text()).isNotEqualTo(answer.text());
				return false;
			}
			assertThat(again.text()).isEmpty();
			assertThat(again.header("ETag")).isEqualTo(answer.header("ETag"));
			return true;
		});
		String old = this.http.get(path).header("ETag");
		Http.Answer later = this.http.get(path, "If-None-Match", old, "Cache-Control", "no-cache");
		assertThat(later.status()).isEqualTo(200);
		assertThat(later.header("ETag")).isNotEqualTo(old);
	}

	@Test
	void clientsThatWantNoCacheShareTheNextRead() throws Exception {
		int clients = 20;
		this.http.get("/groups", "Cache-Control", "no-cache");
		CountDownLatch gate = new CountDownLatch(1);
		this.counting.gate = gate;
		int held = this.counting.held.get();
		await().until(() -> this.counting.held.get() > held);
		int before = this.counting.observed.size();
		List<String> lists = new CopyOnWriteArrayList<>();
		List<Thread> threads = IntStream.range(0, clients).mapToObj((number) -> new Thread(() -> {
			Http.Answer answer = this.http.get("/groups", "Cache-Control", "no-cache");
			lists.add(answer.json().path("asOf").asString());
		})).toList();
		threads.forEach(Thread::start);
		await().until(() -> waiting() == clients);
		gate.countDown();
		for (Thread thread : threads) {
			thread.join(60_000);
		}
		// Not the one that had begun before they asked, but the one after it.
		assertThat(lists).hasSize(clients).containsOnly(this.counting.observed.get(before + 1).toString());
	}

	/** How many requests wait for a read to begin. */
	private static long waiting() {
		return Thread.getAllStackTraces()
			.values()
			.stream()
			.filter((frames) -> Arrays.stream(frames)
				.anyMatch((frame) -> frame.getClassName().equals(Snapshots.class.getName())
						&& frame.getMethodName().equals("fresh")))
			.filter((frames) -> Arrays.stream(frames).anyMatch((frame) -> frame.getMethodName().equals("join")))
			.count();
	}

	@Test
	void goesOnAfterItWasStopped() {
		for (int i = 0; i < 20; i++) {
			Snapshot before = this.snapshots.current();
			this.snapshots.stop();
			assertThatExceptionOfType(ProblemException.class).isThrownBy(this.snapshots::fresh)
				.satisfies((ex) -> assertThat(ex.getStatusCode().value()).isEqualTo(503));
			this.snapshots.start();
			assertThat(this.snapshots.fresh()).isNotSameAs(before);
		}
	}

	@Test
	void timeGoesOn() {
		Instant last = Instant.MIN;
		for (int i = 0; i < 60; i++) {
			Http.Answer answer = (i % 3 == 0) ? this.http.get("/groups", "Cache-Control", "no-cache")
					: this.http.get("/groups?limit=" + (1 + i % 2));
			Instant asOf = Instant.parse(answer.json().path("asOf").asString());
			assertThat(asOf).isAfterOrEqualTo(last);
			if (i % 3 == 0) {
				assertThat(asOf).isAfter(last);
			}
			last = asOf;
		}
	}

	@Test
	void groupThatOthersDeleteIsGoneAtOnce() throws Exception {
		commit(this.name, this.name, 0);
		String path = "/groups?search=" + this.name;
		assertThat(this.http.get(path, "Cache-Control", "no-cache").json().path("groups")).hasSize(1);
		TestKafka.admin().deleteConsumerGroups(List.of(this.name)).all().get(30, TimeUnit.SECONDS);
		JsonNode list = this.http.get(path, "Cache-Control", "no-cache").json();
		assertThat(list.path("groups")).isEmpty();
		// There would be one if it had only been given up.
		assertThat(list.path("errors")).isEmpty();
	}

	@Test
	void ownChangesAreInTheNextList() {
		TestKafka.produce(this.name, 1, 0, 10);
		for (int i = 0; i < 5; i++) {
			String group = this.name + "-" + i;
			Http.Answer reset = this.http.post("/groups/" + group + "/offset-resets",
					"{\"to\":\"offset\",\"offset\":4,\"scope\":{\"topics\":[{\"topic\":\"" + this.name
							+ "\",\"partitions\":[0]}]},\"dryRun\":false}");
			assertThat(reset.status()).as(reset.text()).isEqualTo(200);
			JsonNode groups = this.http.get("/groups?search=" + group).json().path("groups");
			assertThat(groups).hasSize(1);
			assertThat(groups.get(0).path("lag").asLong()).isEqualTo(6);
			assertThat(this.http.delete("/groups/" + group).status()).isEqualTo(204);
			assertThat(this.http.get("/groups?search=" + group).json().path("groups")).isEmpty();
		}
	}

	@Test
	void groupsAreFilteredAndSortedByHealth() throws Exception {
		TestKafka.produce(this.name, 1, 0, 10);
		commit(this.name + "-a", this.name, 10);
		commit(this.name + "-b", this.name, 0);
		String path = "/groups?search=" + this.name;
		await().untilAsserted(() -> {
			List<JsonNode> groups = groups(path + "&sort=-health");
			assertThat(groups).extracting((group) -> group.path("groupId").asString())
				.containsExactly(this.name + "-b", this.name + "-a");
			assertThat(groups.get(0).path("health").asString("")).isIn("warning", "error");
			assertThat(groups.get(1).path("health").asString("")).isEqualTo("ok");
		});
		assertThat(groups(path + "&health=ok")).extracting((group) -> group.path("groupId").asString())
			.containsExactly(this.name + "-a");
		assertThat(groups(path + "&health=warning&health=error"))
			.extracting((group) -> group.path("groupId").asString())
			.containsExactly(this.name + "-b");
		assertThat(groups(path + "&sort=health")).extracting((group) -> group.path("groupId").asString())
			.containsExactly(this.name + "-a", this.name + "-b");
		Http.Answer unknown = this.http.get("/groups?health=fine");
		assertThat(unknown.status()).isEqualTo(400);
		assertThat(unknown.json().path("errors").get(0).path("field").asString()).isEqualTo("health");
	}

	@Test
	void topicThatWasDeletedHoldsNothingUp() throws Exception {
		String other = this.name + "-other";
		TestKafka.createTopic(other, 3);
		TestKafka.produce(this.name, 1, 0, 10);
		commit(this.name, this.name, 4);
		commit(this.name, other, 0);
		commit(this.name + "-only", other, 0);
		String path = "/groups?search=" + this.name;
		assertThat(fresh(path).get(0).path("topics").asInt()).isEqualTo(2);
		TestKafka.deleteTopics(List.of(other));
		int before = this.counting.observed.size();
		await().untilAsserted(() -> {
			List<JsonNode> groups = fresh(path);
			assertThat(groups).isNotEmpty();
			assertThat(groups.get(0).path("groupId").asString()).isEqualTo(this.name);
			assertThat(groups.get(0).path("lag").asLong(-1)).isEqualTo(6);
			// Kafka may have forgotten the group of which nothing is left.
			assertThat(groups).hasSizeLessThanOrEqualTo(2);
			assertThat(groups.subList(1, groups.size()))
				.allSatisfy((group) -> assertThat(group.path("lag").isNull()).isTrue());
		});
		assertThat(this.counting.took.subList(before, this.counting.took.size()))
			.allSatisfy((took) -> assertThat(took).isLessThan(Duration.ofSeconds(3)));
	}

	@Test
	void pauseIsTheIntervalOfAllReplicasAndARestFromLongReads() {
		assertPause(Duration.ZERO, 1, 200);
		assertPause(Duration.ZERO, 0, 200);
		assertPause(Duration.ofMillis(20), 5, 980);
		assertPause(Duration.ofMillis(100), 1, 300);
		assertPause(Duration.ofSeconds(2), 3, 6000);
	}

	private void assertPause(Duration took, int replicas, long millis) {
		double least = Double.MAX_VALUE;
		double most = 0;
		for (int i = 0; i < 2000; i++) {
			double pause = Snapshots.pause(Duration.ofMillis(200), took, replicas).toNanos() / 1e6 / millis;
			least = Math.min(least, pause);
			most = Math.max(most, pause);
		}
		assertThat(least).isBetween(0.9, 0.93);
		assertThat(most).isBetween(1.07, 1.1);
	}

	private List<JsonNode> groups(String path) {
		return this.http.get(path).json().path("groups").valueStream().toList();
	}

	private List<JsonNode> fresh(String path) {
		Http.Answer answer = this.http.get(path, "Cache-Control", "no-cache");
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		return answer.json().path("groups").valueStream().toList();
	}

	private static void commit(String group, String topic, long offset) throws Exception {
		TestKafka.admin()
			.alterConsumerGroupOffsets(group, Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset)))
			.all()
			.get(30, TimeUnit.SECONDS);
	}

	/** Looks at snapshots, and can hold one up. */
	@TestConfiguration(proxyBeanMethods = false)
	static class Counting implements SnapshotObserver {

		/** When the snapshots begin. */
		private final List<Instant> observed = new CopyOnWriteArrayList<>();

		private final List<Duration> took = new CopyOnWriteArrayList<>();

		private final AtomicInteger held = new AtomicInteger();

		private volatile CountDownLatch gate = new CountDownLatch(0);

		@Override
		public void observed(Snapshot snapshot) {
			if (this.gate.getCount() > 0) {
				this.held.incrementAndGet();
			}
			try {
				this.gate.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			this.took.add(snapshot.took());
			this.observed.add(snapshot.asOf());
		}

	}

}
