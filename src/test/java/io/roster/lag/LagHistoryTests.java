package io.roster.lag;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.roster.lag.GroupSeries.Point;
import io.roster.support.Http;
import io.roster.support.Service;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class LagHistoryTests {

	private static final long STEP = GroupSeries.COARSE_MILLIS;

	private final String name = "history-" + UUID.randomUUID();

	private final String[] properties = { "roster.lag.history-topic=" + this.name + "-kept",
			"roster.snapshot.interval=200ms" };

	/** Two hours ago. */
	private final long begin = (System.currentTimeMillis() / STEP - 12) * STEP;

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
			history.keep(Map.of(this.name + "-a", new Point(this.begin + STEP, 99, -1, 0, 0, 0)));
			for (int i = 0; i < 3; i++) {
				history.keep(Map.of(this.name + "-a", point(i, 10 + i), this.name + "-b", point(i, 20 + i),
						this.name + "-gone", point(i, 30 + i)));
			}
			assertThat(kept(history)).hasSize(3);
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
			assertThat(old(http, "-a", "PT30M")).isEmpty();
			assertThat(http.get("/groups/" + this.name + "-gone/lag").status()).isEqualTo(404);
		}
	}

	@Test
	void withoutATopicNothingIsKept() throws Exception {
		TestKafka.createTopic(this.name, 1);
		commit("-a");
		try (Service service = Service.start(TestKafka.bootstrapServers(), "roster.snapshot.interval=200ms")) {
			await().until(() -> points(service.http(), "-a", "PT1H").size() > 1);
			LagHistory history = service.bean(LagHistory.class);
			history.keep(Map.of(this.name + "-a", point(0, 1)));
			List<Point> read = new ArrayList<>();
			history.load((id, point) -> read.add(point));
			assertThat(read).isEmpty();
			assertThat(TestKafka.topics()).doesNotContain(this.name + "-kept");
		}
	}

	private Point point(int step, long lag) {
		return new Point(this.begin + step * STEP, lag, 1500, 2.5F, 3.5F, 4);
	}

	/** What has been kept of a group, after it has been written. */
	private Map<Long, Long> kept(LagHistory history) {
		Map<Long, Long> lags = new ConcurrentHashMap<>();
		history.load((id, point) -> {
			if (id.equals(this.name + "-a")) {
				lags.put(point.at(), point.lag());
			}
		});
		await().until(() -> lags.size() == 3);
		return lags;
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
