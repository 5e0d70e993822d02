package io.roster.lag;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.roster.lag.Lags.Behind;
import io.roster.snapshot.GroupTopic;
import io.roster.snapshot.SnapshotFixture;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import io.roster.topic.Timestamps;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@RosterTest
class ExactTimesTests {

	private final String name = "exact-" + UUID.randomUUID();

	@Autowired
	private Timestamps timestamps;

	private ExactTimes exact;

	@BeforeEach
	void records() throws Exception {
		this.exact = new ExactTimes(this.timestamps, new LagProperties(2, null), Clock.systemUTC());
		TestKafka.createTopic(this.name, 3);
		try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", TestKafka.bootstrapServers()), new ByteArraySerializer(),
				new ByteArraySerializer())) {
			for (int record = 0; record < 30; record++) {
				producer.send(new ProducerRecord<>(this.name, record % 3, 1000L + record / 3, null, new byte[1]))
					.get(30, TimeUnit.SECONDS);
			}
		}
	}

	@AfterEach
	void end() {
		this.exact.destroy();
	}

	@Test
	void ofTwoGroupsTheOneThatIsFurthestBehindIsAskedFor() {
		this.exact.ask(List.of(behind(0, 5)));
		await().untilAsserted(() -> assertThat(offset(0)).isEqualTo(5));
		// What is known of the first does not stand in the way of the second.
		await().untilAsserted(() -> {
			this.exact.ask(List.of(behind(0, 5), behind(0, 2)));
			assertThat(offset(0)).isEqualTo(2);
		});
		assertThat(Objects.requireNonNull(this.exact.times().of(this.name, 0)).at()).isEqualTo(1002);
	}

	@Test
	void furthestBehindAreReadAndOthersAreForgotten() {
		await().untilAsserted(() -> {
			this.exact.ask(List.of(behind(0, 9), behind(1, 1), behind(2, 2)));
			assertThat(offset(1)).isEqualTo(1);
			assertThat(offset(2)).isEqualTo(2);
		});
		assertThat(offset(0)).isEqualTo(-1);
		await().untilAsserted(() -> {
			this.exact.ask(List.of(behind(0, 9)));
			assertThat(offset(0)).isEqualTo(9);
		});
		assertThat(offset(1)).isEqualTo(-1);
	}

	@Test
	void whatIsDeletedIsNotAskedFor() {
		GroupTopic topic = SnapshotFixture.topic(
				SnapshotFixture.log(this.name, new long[] { 4, 0, 0 }, new long[] { 10, 10, 10 }),
				new long[] { 3, 3, 10 }, null);
		await().untilAsserted(() -> {
			this.exact.ask(List.of(new Behind(topic, 0, 7, true), new Behind(topic, 1, 7, true)));
			assertThat(offset(1)).isEqualTo(3);
		});
		assertThat(offset(0)).isEqualTo(-1);
	}

	/** The offset of the record that was read, -1 if none was. */
	private long offset(int partition) {
		Ends.Seen seen = this.exact.times().of(this.name, partition);
		return (seen != null) ? seen.offset() : -1;
	}

	private Behind behind(int partition, long committed) {
		long[] all = new long[3];
		all[partition] = committed;
		GroupTopic topic = SnapshotFixture.topic(SnapshotFixture.log(this.name, new long[3], new long[] { 10, 10, 10 }),
				all, null);
		return new Behind(topic, partition, 10 - committed, false);
	}

}
