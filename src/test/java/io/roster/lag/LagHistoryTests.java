package io.roster.lag;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.roster.lag.GroupSeries.Complete;
import io.roster.lag.GroupSeries.Point;
import io.roster.sandbox.SandboxBroker;
import io.roster.store.Stores;
import io.roster.support.Http;
import io.roster.support.Proxy;
import io.roster.support.Service;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

class LagHistoryTests {

	private static final long STEP = GroupSeries.COARSE_MILLIS;

	private final String name = "history-" + UUID.randomUUID();

	private final String[] properties = { "roster.lag.history-topic=" + this.name + "-kept",
			"roster.snapshot.interval=200ms" };

	/** Half an hour ago, and some more. */
	private final long begin = (System.currentTimeMillis() / STEP - 3) * STEP;

	@Test
	void whatAnEarlierRunHasSeenIsServedByTheNext() throws Exception {
		TestKafka.createTopic(this.name, 1);
		commit("-a");
		commit("-b");
		try (Service service = Service.start(TestKafka.bootstrapServers(), this.properties)) {
			// After it has read what there was.
			await().until(() -> points(service.http(), "-a", "PT1H").size() > 1);
			LagHistory history = service.bean(LagHistory.class);
			history.keep(Map.of());
			// What is written later of the same time takes the place of what was there.
			history.keep(Map.of(this.name + "-a", whole(1, 99)));
			for (int i = 0; i < 3; i++) {
				history.keep(Map.of(this.name + "-a", whole(i, 10 + i), this.name + "-b", whole(i, 20 + i),
						this.name + "-gone", whole(i, 30 + i)));
			}
			await().untilAsserted(() -> assertThat(kept(service)).hasSize(9));
		}
		putWhatIsNone();
		try (Service service = Service.start(TestKafka.bootstrapServers(), this.properties)) {
			Http http = service.http();
			await().untilAsserted(() -> {
				assertThat(old(http, "-a", "PT3H")).extracting((point) -> point.path("lag").asLong())
					.containsExactly(10L, 11L, 12L);
				assertThat(old(http, "-b", "PT3H")).extracting((point) -> point.path("lag").asLong())
					.containsExactly(20L, 21L, 22L);
			});
			JsonNode first = old(http, "-a", "PT3H").get(0);
			assertThat(Instant.parse(first.path("at").asString()).toEpochMilli()).isEqualTo(this.begin);
			assertThat(first.path("timeLag").asString()).isEqualTo("PT1.5S");
			assertThat(first.path("consumed").asDouble()).isEqualTo(2.5);
			assertThat(first.path("produced").asDouble()).isEqualTo(3.5);
			assertThat(first.path("members").asInt()).isEqualTo(4);
			// Newer points follow, and none of another window is there.
			List<JsonNode> all = points(http, "-a", "PT3H");
			assertThat(all).hasSizeGreaterThan(3);
			assertThat(all).extracting((point) -> Instant.parse(point.path("at").asString())).isSorted();
			assertThat(old(http, "-a", "PT10M")).isEmpty();
			assertThat(http.get("/groups/" + this.name + "-gone/lag").status()).isEqualTo(404);
		}
	}

	@Test
	void withoutATopicNothingIsKept() throws Exception {
		TestKafka.createTopic(this.name, 1);
		commit("-a");
		try (Service service = Service.start(TestKafka.bootstrapServers(), "roster.snapshot.interval=200ms")) {
			await().until(() -> !points(service.http(), "-a", "PT1H").isEmpty());
			service.bean(LagHistory.class).keep(Map.of(this.name + "-a", whole(0, 1)));
		}
		try (Service service = Service.start(TestKafka.bootstrapServers(), "roster.snapshot.interval=200ms")) {
			await().until(() -> points(service.http(), "-a", "PT1H").size() > 1);
			assertThat(old(service.http(), "-a", "PT3H")).isEmpty();
			// There is nowhere that it could be.
			LagHistory history = new LagHistory(null, new LagProperties(0, " "));
			history.keep(Map.of(this.name + "-a", whole(0, 1)));
			history.load((id, point) -> fail("Nothing was kept"));
			history.destroy();
		}
	}

	@Test
	void pointsOfTheSameTimeStandSideBySide() {
		List<String> ids = idsOfOneChunk();
		try (Service service = Service.start(TestKafka.bootstrapServers(), "roster.snapshot.interval=1h")) {
			LagHistory one = history(service);
			one.keep(Map.of(ids.get(0), whole(0, 1), ids.get(1), whole(0, 2)));
			await().untilAsserted(() -> assertThat(kept(service)).hasSize(2));
			// A group that could not be read then comes later.
			one.keep(Map.of(ids.get(2), part(0, 3)));
			await().untilAsserted(() -> assertThat(kept(service)).hasSize(3));
			// A replica that has just started knows less of one, and a further one.
			LagHistory other = history(service);
			other.keep(Map.of(ids.get(0), part(0, 70), ids.get(3), part(0, 4)));
			await().untilAsserted(() -> assertThat(kept(service)).containsOnly(entry(ids.get(0), 0, 1),
					entry(ids.get(1), 0, 2), entry(ids.get(2), 0, 3), entry(ids.get(3), 0, 4)));
			// Who has seen all knows more.
			one.keep(Map.of(ids.get(3), whole(0, 5)));
			await().untilAsserted(() -> assertThat(kept(service)).hasSize(4).contains(entry(ids.get(3), 0, 5)));
			// What comes much too late is not kept, and takes nothing away.
			one.load((id, point) -> {
			});
			one.keep(Map.of(ids.get(0), whole(4, 6)));
			one.keep(Map.of(ids.get(3), whole(0, 80)));
			one.keep(Map.of(ids.get(1), whole(4, 7)));
			await().untilAsserted(() -> assertThat(kept(service)).hasSize(6).contains(entry(ids.get(3), 0, 5)));
			one.destroy();
			other.destroy();
		}
	}

	@Test
	void whatCouldNotBeReadIsReadLater(@TempDir Path data) {
		int port = SandboxBroker.freePort();
		try (Proxy proxy = Proxy.before(port);
				SandboxBroker broker = SandboxBroker.start(data, port,
						Map.of("advertised.listeners", "CLIENT://127.0.0.1:" + proxy.port()))) {
			assertThat(broker.bootstrapServers()).isNotEmpty();
			try (Service service = Service.start("127.0.0.1:" + proxy.port(), "roster.snapshot.interval=1h")) {
				LagHistory history = history(service);
				Map<String, Long> read = new ConcurrentHashMap<>();
				history.keep(Map.of("a", whole(0, 1)));
				await().untilAsserted(() -> assertThat(kept(service)).hasSize(1));
				proxy.freeze();
				history.load((id, point) -> read.put(id, point.lag()));
				await().until(() -> history.state() != LagHistory.State.READING);
				assertThat(history.state()).isEqualTo(LagHistory.State.UNREAD);
				assertThat(read).isEmpty();
				proxy.thaw();
				await().untilAsserted(() -> {
					history.load((id, point) -> read.put(id, point.lag()));
					assertThat(read).containsOnly(Map.entry("a", 1L));
				});
				// Once is enough.
				assertThat(history.state()).isNotEqualTo(LagHistory.State.UNREAD);
				history.destroy();
			}
		}
	}

	private LagHistory history(Service service) {
		return new LagHistory(service.bean(Stores.class), new LagProperties(0, this.name + "-kept"));
	}

	private Complete whole(int step, long lag) {
		return new Complete(new Point(this.begin + step * STEP, lag, 1500, 2.5F, 3.5F, 4), true);
	}

	private Complete part(int step, long lag) {
		return new Complete(whole(step, lag).point(), false);
	}

	private static List<String> idsOfOneChunk() {
		return IntStream.range(0, 1000)
			.mapToObj((number) -> "g" + number)
			.filter((id) -> Math.floorMod(id.hashCode(), 16) == 3)
			.toList();
	}

	/** What has been kept, by group and time, as one who has just started reads it. */
	private Map<String, Long> kept(Service service) {
		LagHistory history = history(service);
		Map<String, Long> lags = new ConcurrentHashMap<>();
		history.load((id, point) -> lags.put(id + "@" + point.at(), point.lag()));
		await().until(() -> history.state() == LagHistory.State.READ);
		history.destroy();
		return lags;
	}

	private Map.Entry<String, Long> entry(String id, int step, long lag) {
		return Map.entry(id + "@" + (this.begin + step * STEP), lag);
	}

	private void putWhatIsNone() throws Exception {
		try (KafkaProducer<String, String> producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", TestKafka.bootstrapServers()), new StringSerializer(),
				new StringSerializer())) {
			producer.send(new ProducerRecord<>(this.name + "-kept", this.begin + "/x", "not JSON"))
				.get(30, TimeUnit.SECONDS);
		}
	}

	private List<JsonNode> points(Http http, String group, String window) {
		return http.get("/groups/" + this.name + group + "/lag?window=" + window)
			.json()
			.path("points")
			.valueStream()
			.toList();
	}

	private List<JsonNode> old(Http http, String group, String window) {
		long until = this.begin + 3 * STEP;
		return points(http, group, window).stream()
			.filter((point) -> Instant.parse(point.path("at").asString()).toEpochMilli() < until)
			.toList();
	}

	private void commit(String group) throws Exception {
		TestKafka.admin()
			.alterConsumerGroupOffsets(this.name + group,
					Map.of(new TopicPartition(this.name, 0), new OffsetAndMetadata(0)))
			.all()
			.get(30, TimeUnit.SECONDS);
	}

}
