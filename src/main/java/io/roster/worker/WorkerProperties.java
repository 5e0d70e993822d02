package io.roster.worker;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

import io.roster.delivery.RetryPolicy;
import io.roster.handler.HandlerSpec;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Settings of workers. What all consumers have in common is under
 * {@code spring.kafka.consumer.*}.
 *
 * @param instance the name of this replica; by default the host's name and the number of
 * the process
 * @param rack where this replica runs ({@code client.rack}), so that its workers fetch
 * from near by and get partitions that are near by; empty if that does not matter
 * @param maxCount how many workers a group may have, 1 to 10000
 * @param maxRestarts how often in a row a worker that dies is started again, 0 to 1000
 * @param maxHeld how much of keys and values may wait for a worker's handler until
 * nothing more is fetched, 1 MB to 2 GB
 * @param stopTimeout how long a request waits for workers to stop, at most 1 min
 * @param shutdownTimeout how long workers have to finish when the service stops, at most
 * 10 min
 * @param groups workers that start with the service
 */
@ConfigurationProperties("roster.worker")
public record WorkerProperties(@DefaultValue("") String instance, @DefaultValue("") String rack,
		@DefaultValue("100") int maxCount, @DefaultValue("5") int maxRestarts, @DefaultValue("64MB") DataSize maxHeld,
		@DefaultValue("10s") Duration stopTimeout, @DefaultValue("15s") Duration shutdownTimeout,
		@DefaultValue List<DeclaredGroup> groups) {

	public WorkerProperties {
		Assert.isTrue(maxCount >= 1 && maxCount <= 10_000, "roster.worker.max-count must be from 1 to 10000");
		Assert.isTrue(maxRestarts >= 0 && maxRestarts <= 1000, "roster.worker.max-restarts must be from 0 to 1000");
		Assert.isTrue(maxHeld.toMegabytes() >= 1 && maxHeld.toGigabytes() <= 2,
				"roster.worker.max-held must be from 1MB to 2GB");
		Assert.isTrue(!stopTimeout.isNegative() && stopTimeout.toMinutes() <= 1,
				"roster.worker.stop-timeout must be at most 1m");
		Assert.isTrue(!shutdownTimeout.isNegative() && shutdownTimeout.toMinutes() <= 10,
				"roster.worker.shutdown-timeout must be at most 10m");
		instance = !instance.isEmpty() ? instance : hostName() + "-" + ProcessHandle.current().pid();
		groups = List.copyOf(groups);
	}

	private static String hostName() {
		String name = System.getenv("HOSTNAME");
		try {
			return (name != null && !name.isEmpty()) ? name : InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "roster";
		}
	}

	/**
	 * Workers that start with the service. The fields are those of the request that
	 * starts workers.
	 *
	 * @param groupId the group
	 * @param topics topics that Kafka shares out among the workers
	 * @param topicPattern the same, for all topics whose names match a Java regular
	 * expression
	 * @param partitions partitions that one worker takes by hand
	 * @param count how many workers this replica runs, 1 by default
	 * @param protocol {@code classic} by default
	 * @param assignor {@code cooperative-sticky} by default, {@code uniform} in the
	 * consumer protocol
	 * @param autoOffsetReset {@code earliest} by default
	 * @param handler {@code log} by default
	 * @param maxPollRecords 500 by default
	 * @param retry 5 deliveries by default
	 * @param deadLetterTopic the name of a record's topic and {@code -dlt} by default
	 * @param staticMembership {@code false} by default
	 */
	public record DeclaredGroup(@DefaultValue("") String groupId, @Nullable List<String> topics,
			@Nullable String topicPattern, @Nullable List<NewWorkers.PartitionsOfTopic> partitions,
			@Nullable Integer count, @Nullable Protocol protocol, @Nullable String assignor,
			@Nullable String autoOffsetReset, @Nullable HandlerSpec handler, @Nullable Integer maxPollRecords,
			@Nullable RetryPolicy retry, @Nullable String deadLetterTopic, @Nullable Boolean staticMembership) {

		/**
		 * Returns the same as a request would say it.
		 * @return the request
		 */
		public NewWorkers workers() {
			return new NewWorkers(this.topics, this.topicPattern, this.partitions, this.count, this.protocol,
					this.assignor, this.autoOffsetReset, this.handler, this.maxPollRecords, this.retry,
					this.deadLetterTopic, this.staticMembership);
		}

	}

}
