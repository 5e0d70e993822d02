package io.roster.group;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import io.roster.cluster.ReadError;
import org.jspecify.annotations.Nullable;

/**
 * One group with all of its partitions, as they were read together.
 *
 * @param group what Kafka says of the group
 * @param partitions its partitions, in the order of topic and number
 * @param errors what could not be read
 * @param asOf when the read began
 */
record GroupReading(DescribedGroup group, List<PartitionReading> partitions, List<ReadError> errors, Instant asOf) {

	GroupReading {
		partitions = List.copyOf(partitions);
		errors = List.copyOf(errors);
	}

	/**
	 * Adds up the lag.
	 * @return the sum over the partitions that have one, {@code null} if none has
	 */
	@Nullable Long lag() {
		return lag(this.partitions);
	}

	static @Nullable Long lag(Collection<PartitionReading> partitions) {
		List<Long> lags = partitions.stream().map(PartitionReading::lag).filter(Objects::nonNull).toList();
		return lags.isEmpty() ? null : (Long) lags.stream().mapToLong(Long::longValue).sum();
	}

	List<String> topics() {
		return this.partitions.stream().map((reading) -> reading.partition().topic()).distinct().toList();
	}

}
