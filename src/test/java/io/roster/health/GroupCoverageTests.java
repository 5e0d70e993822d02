package io.roster.health;

import java.time.Instant;
import java.util.List;

import io.roster.group.GroupKind;
import io.roster.group.GroupOwners;
import io.roster.group.GroupOwners.PartitionOwners;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GroupCoverageTests {

	@Test
	void shareGroupNeedsAnyOwner() {
		assertThat(coverage(GroupKind.SHARE).reason())
			.isEqualTo("1 of 2 partitions has no owner, such as orders-0; the group is in state Stable.");
	}

	@Test
	void otherGroupNeedsExactlyOne() {
		assertThat(coverage(GroupKind.CLASSIC).reason())
			.isEqualTo("2 of 2 partitions have not exactly one owner, such as orders-0, which has none; "
					+ "the group is in state Stable.");
	}

	private static GroupCoverage coverage(GroupKind type) {
		return GroupCoverage
			.from(new GroupOwners("g", type, "Stable", List.of(new PartitionOwners("orders", 0, List.of(), null),
					new PartitionOwners("orders", 1, List.of("a", "b"), null)), List.of(), Instant.EPOCH));
	}

}
