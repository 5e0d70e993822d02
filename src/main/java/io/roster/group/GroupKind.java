package io.roster.group;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.annotation.JsonValue;
import io.roster.cluster.Calls;
import org.apache.kafka.clients.admin.DescribeClassicGroupsOptions;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeShareGroupsOptions;
import org.apache.kafka.clients.admin.DescribeStreamsGroupsOptions;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;

/**
 * The types of groups, each with the call that describes it. Kafka's untyped describe
 * tries one type after the other and pauses in between, so whoever knows the type saves a
 * round.
 */
public enum GroupKind {

	/** The protocol of Kafka's consumers before KIP-848, and of Kafka Connect. */
	CLASSIC {
		@Override
		public Map<String, KafkaFuture<DescribedGroup>> describe(Calls calls, Collection<String> ids) {
			return map(calls.admin()
				.describeClassicGroups(ids, calls.within(new DescribeClassicGroupsOptions()))
				.describedGroups(), DescribedGroup::from);
		}
	},

	/** Consumer groups of KIP-848. */
	CONSUMER {
		@Override
		public Map<String, KafkaFuture<DescribedGroup>> describe(Calls calls, Collection<String> ids) {
			return map(calls.admin()
				.describeConsumerGroups(ids, calls.within(new DescribeConsumerGroupsOptions()))
				.describedGroups(), DescribedGroup::from);
		}
	},

	/** Share groups of KIP-932. */
	SHARE {
		@Override
		public Map<String, KafkaFuture<DescribedGroup>> describe(Calls calls, Collection<String> ids) {
			return map(calls.admin()
				.describeShareGroups(ids, calls.within(new DescribeShareGroupsOptions()))
				.describedGroups(), DescribedGroup::from);
		}

		@Override
		public boolean commitsOffsets() {
			return false;
		}
	},

	/** Streams groups of KIP-1071. */
	STREAMS {
		@Override
		public Map<String, KafkaFuture<DescribedGroup>> describe(Calls calls, Collection<String> ids) {
			return map(calls.admin()
				.describeStreamsGroups(ids, calls.within(new DescribeStreamsGroupsOptions()))
				.describedGroups(), DescribedGroup::from);
		}
	};

	/**
	 * Starts one batched call that describes groups of this kind.
	 * @param calls the calls it belongs to
	 * @param ids the groups
	 * @return a future for each group
	 */
	public abstract Map<String, KafkaFuture<DescribedGroup>> describe(Calls calls, Collection<String> ids);

	/**
	 * Returns whether groups of this kind have committed offsets.
	 * @return {@code false} for share groups, whose records are acknowledged one by one
	 */
	public boolean commitsOffsets() {
		return true;
	}

	/**
	 * Returns the kind that Kafka's type is.
	 * @param type the type
	 * @return the kind; classic for a type that is not known, as of brokers that do not
	 * tell
	 */
	public static GroupKind of(GroupType type) {
		return switch (type) {
			case CONSUMER -> CONSUMER;
			case SHARE -> SHARE;
			case STREAMS -> STREAMS;
			case CLASSIC, UNKNOWN -> CLASSIC;
		};
	}

	/**
	 * Returns the name that Kafka's tools show.
	 * @return the name with a capital
	 */
	public String kafkaName() {
		return name().charAt(0) + toString().substring(1);
	}

	/**
	 * Returns the name that JSON shows.
	 * @return the name in lower case
	 */
	@JsonValue
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

	private static <T> Map<String, KafkaFuture<DescribedGroup>> map(Map<String, KafkaFuture<T>> described,
			Function<T, DescribedGroup> from) {
		Map<String, KafkaFuture<DescribedGroup>> result = new LinkedHashMap<>();
		described.forEach((id, future) -> result.put(id, future.thenApply(from::apply)));
		return result;
	}

}
