package io.roster.commits;

import java.util.Locale;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * {@code roster.commits.records}: how many records of Kafka's topic of offsets were read,
 * by {@code type}; {@code roster.commits.lag}: how many are still to be read.
 */
class CommitMeters implements MeterBinder {

	private final CommitFollower follower;

	CommitMeters(CommitFollower follower) {
		this.follower = follower;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (CommitRecord.Type type : CommitRecord.Type.values()) {
			FunctionCounter.builder("roster.commits.records", this.follower, (follower) -> follower.taken(type))
				.description("Records read from Kafka's topic of offsets")
				.baseUnit("records")
				.tag("type", type.name().toLowerCase(Locale.ROOT))
				.register(registry);
		}
		Gauge.builder("roster.commits.lag", this.follower, CommitMeters::lag)
			.description("Records of Kafka's topic of offsets that are still to be read")
			.baseUnit("records")
			.register(registry);
	}

	private static double lag(CommitFollower follower) {
		Long behind = follower.progress().behind();
		return (behind != null) ? behind : Double.NaN;
	}

}
