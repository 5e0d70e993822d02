package io.roster.chaos;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.roster.support.Webhook.Request;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What chaos goes by has to notice what is wrong. */
class ArrivalsTests {

	private static final TopicPartition PARTITION = new TopicPartition("orders", 3);

	private final Arrivals arrivals = new Arrivals();

	@Test
	void repeatsOfWhatWasAcknowledgedAreCountedAndInOrder() {
		arrive("a", 0, 10, true);
		arrive("a", 1, 12, true);
		arrive("b", 0, 11, true);
		arrive("a", 0, 10, true);
		arrive("a", 1, 12, true);
		arrive("a", 2, 13, true);
		assertThat(this.arrivals.violations()).isEmpty();
		assertThat(this.arrivals.distinct()).isEqualTo(4);
		assertThat(this.arrivals.acknowledged()).isEqualTo(6);
		assertThat(this.arrivals.count(PARTITION, 12)).isEqualTo(2);
		assertThat(this.arrivals.next()).isEqualTo(Map.of("a", 3, "b", 1));
	}

	@Test
	void recordThatArrivesBeforeTheOneBelowItIsOutOfOrder() {
		arrive("a", 1, 12, true);
		arrive("a", 0, 10, true);
		assertThat(this.arrivals.violations())
			.containsExactly("a number 1 (partition 3, offset 12) arrived before 0 was acknowledged");
	}

	@Test
	void recordThatWasRefusedHasNotArrivedAndTheNextMustNotComeFirst() {
		arrive("a", 0, 10, false);
		assertThat(this.arrivals.distinct()).isZero();
		assertThat(this.arrivals.violations()).isEmpty();
		arrive("a", 1, 12, false);
		assertThat(this.arrivals.violations()).hasSize(1);
	}

	@Test
	void partitionIsProcessedAgainOnlyWithARecordOfItsOwn() {
		arrive("a", 0, 10, true);
		long now = System.nanoTime();
		assertThat(this.arrivals.isAfter(3, now)).isFalse();
		arrive("a", 1, 11, false);
		assertThat(this.arrivals.isAfter(3, now)).isFalse();
		arrive("a", 1, 11, true);
		assertThat(this.arrivals.isAfter(3, now)).isTrue();
		assertThat(this.arrivals.isAfter(4, now)).isFalse();
	}

	private void arrive(String key, int number, long offset, boolean acknowledges) {
		this.arrivals.arrived(new Request("POST /hook", Map.of("ce-subject", key, "ce-id", "orders/3/" + offset),
				String.valueOf(number).getBytes(StandardCharsets.UTF_8), 1), acknowledges);
	}

}
