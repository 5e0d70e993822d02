package io.roster.group;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.roster.group.Member.TopicPartitions;
import org.apache.kafka.clients.admin.StreamsGroupDescription;
import org.apache.kafka.clients.admin.StreamsGroupMemberAssignment;
import org.apache.kafka.clients.admin.StreamsGroupMemberAssignment.TaskIds;
import org.apache.kafka.clients.admin.StreamsGroupMemberDescription;
import org.apache.kafka.clients.admin.StreamsGroupSubtopologyDescription;
import org.apache.kafka.clients.admin.StreamsGroupSubtopologyDescription.TopicInfo;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.Node;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DescribedGroupTests {

	@Test
	void streamsMembersOwnTopicsForRepartitioningToo() {
		StreamsGroupSubtopologyDescription first = new StreamsGroupSubtopologyDescription("0", List.of("orders"),
				List.of("app-by-user-repartition"), Map.of(), Map.of());
		StreamsGroupSubtopologyDescription second = new StreamsGroupSubtopologyDescription("1", List.of("users"),
				List.of(), Map.of("app-store-changelog", topic()), Map.of("app-by-user-repartition", topic()));
		StreamsGroupMemberAssignment tasks = new StreamsGroupMemberAssignment(
				List.of(new TaskIds("0", List.of(0)), new TaskIds("1", List.of(0, 1))), List.of(), List.of());
		StreamsGroupMemberDescription member = new StreamsGroupMemberDescription("m", 1, Optional.empty(),
				Optional.empty(), "client", "/10.0.0.1", 1, "process", Optional.empty(), Map.of(), List.of(), List.of(),
				tasks, tasks, false);
		DescribedGroup group = DescribedGroup.from(new StreamsGroupDescription("app", 1, 1, 1, List.of(first, second),
				List.of(member), GroupState.STABLE, Node.noNode(), Set.of()));
		assertThat(group.members().get(0).assignment()).containsExactly(
				new TopicPartitions("app-by-user-repartition", List.of(0, 1)),
				new TopicPartitions("orders", List.of(0)), new TopicPartitions("users", List.of(0, 1)));
	}

	private static TopicInfo topic() {
		return new TopicInfo(2, 1, Map.of());
	}

}
