package io.roster.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import io.roster.group.GroupKind;
import io.roster.group.TimeLag;
import org.jspecify.annotations.Nullable;

/**
 * A group of a list, with what is filtered by and not shown.
 *
 * @param summary what is shown
 * @param topics the topics that belong to it
 * @param own whether it is the service's own
 */
record ListedGroup(GroupSummary summary, List<String> topics, boolean own) {

	ListedGroup {
		topics = List.copyOf(topics);
	}

	/** One that this service has started and Kafka does not know yet. */
	static ListedGroup starting(String groupId, Set<String> topics) {
		return new ListedGroup(new GroupSummary(groupId, GroupKind.CLASSIC, null, "consumer", 0, topics.size(), null,
				null, null, null, null), List.copyOf(topics), false);
	}

	static ListedGroup from(GroupSnapshot group, @Nullable TimeLag timeLag, @Nullable String health) {
		Duration time = (timeLag != null) ? timeLag.value() : null;
		Instant asOf = group.oldest();
		if (!group.isDescribed()) {
			return new ListedGroup(new GroupSummary(group.groupId(), group.type(), group.state(), group.protocolType(),
					null, null, null, null, null, null, asOf), List.of(), group.isInternal());
		}
		List<String> topics = group.topicNames();
		return new ListedGroup(
				new GroupSummary(group.groupId(), group.type(), group.state(), group.protocolType(),
						group.members().size(), topics.size(), group.partitions(),
						(group.lag() >= 0) ? (Long) group.lag() : null, time, health, asOf),
				topics, group.isInternal());
	}

}
