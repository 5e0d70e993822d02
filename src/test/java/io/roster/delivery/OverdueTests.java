package io.roster.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A handler that does not come to an end is told of. */
class OverdueTests {

	private final List<String> errors = new ArrayList<>();

	private final Overdue overdue = new Overdue(new Errors(), Duration.ofMillis(200));

	@Test
	void oldestCallIsToldOfOnceInAWhile() {
		Call first = call(1);
		this.overdue.begun(first);
		this.overdue.look();
		assertThat(this.errors).isEmpty();
		await().until(() -> look().size() == 1);
		assertThat(this.errors.get(0)).startsWith("The handler has had records of t-1 for ");
		assertThat(look()).hasSize(1);
		await().until(() -> look().size() == 2);
		Call second = call(2);
		this.overdue.begun(second);
		this.overdue.ended(first);
		assertThat(look()).hasSize(2);
		await().until(() -> look().size() == 3);
		assertThat(this.errors.get(2)).contains("t-2");
		this.overdue.ended(second);
		await().during(Duration.ofMillis(500)).until(() -> look().size() == 3);
	}

	private List<String> look() {
		this.overdue.look();
		return this.errors;
	}

	private static Call call(int partition) {
		TopicPartition own = new TopicPartition("t", partition);
		return new Call(new PartitionQueue(own, false, new Ledger(java.time.Clock.systemUTC(), () -> {
		}).begin(own)));
	}

	private final class Errors implements DeliveryObserver {

		@Override
		public void processed(int records) {
		}

		@Override
		public void retried(long records) {
		}

		@Override
		public void failed(Throwable cause) {
		}

		@Override
		public void deadLettered() {
		}

		@Override
		public void error(String what) {
			OverdueTests.this.errors.add(what);
		}

	}

}
