package io.roster.snapshot;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GroupTopicTests {

	@Test
	void lagIsWhatIsNotReadAndUnknownWithoutACommitOrAnEnd() {
		TopicLog log = SnapshotFixture.log("t", new long[] { 5, 0, 0, -1 }, new long[] { 10, 10, 10, -1 });
		GroupTopic topic = SnapshotFixture.topic(log, new long[] { 7, 12, -1, 3 }, null);
		assertThat(topic.size()).isEqualTo(4);
		assertThat(topic.lag(0)).isEqualTo(3);
		// Committed behind the end, as in a log that was made anew.
		assertThat(topic.lag(1)).isZero();
		assertThat(topic.lag(2)).isEqualTo(Snapshot.UNKNOWN);
		assertThat(topic.lag(3)).isEqualTo(Snapshot.UNKNOWN);
		assertThat(topic.start(0)).isEqualTo(5);
		assertThat(topic.owner(0)).isEqualTo(GroupTopic.NOBODY);
		assertThat(topic.exists()).isTrue();
		assertThat(SnapshotFixture.group("g", "Empty", List.of(), topic).lag()).isEqualTo(3);
	}

	@Test
	void topicOfNoCommitsHasRowsOfNoLag() {
		TopicLog log = SnapshotFixture.log("t", new long[2], new long[] { 10, 10 });
		GroupTopic topic = SnapshotFixture.topic(log, null, new int[] { 0, GroupTopic.SOMEBODY });
		assertThat(topic.size()).isEqualTo(2);
		assertThat(topic.committed(1)).isEqualTo(Snapshot.UNKNOWN);
		assertThat(topic.lag(1)).isEqualTo(Snapshot.UNKNOWN);
		assertThat(topic.owner(0)).isZero();
		assertThat(topic.owner(1)).isEqualTo(GroupTopic.SOMEBODY);
		assertThat(SnapshotFixture.group("g", "Empty", List.of(), topic).lag()).isEqualTo(Snapshot.UNKNOWN);
	}

	@Test
	void goneTopicHasARowForEachCommitAndNoLag() {
		GroupTopic gone = SnapshotFixture.goneTopic("t", new int[] { 3, 7 }, new long[] { 10, 20 });
		assertThat(gone.exists()).isFalse();
		assertThat(gone.log()).isNull();
		assertThat(gone.size()).isEqualTo(2);
		assertThat(gone.partition(1)).isEqualTo(7);
		assertThat(gone.committed(1)).isEqualTo(20);
		assertThat(gone.end(1)).isEqualTo(Snapshot.UNKNOWN);
		assertThat(gone.start(1)).isEqualTo(Snapshot.UNKNOWN);
		assertThat(gone.lag(1)).isEqualTo(Snapshot.UNKNOWN);
		assertThat(gone.owner(1)).isEqualTo(GroupTopic.NOBODY);
		GroupTopic there = SnapshotFixture.topic(SnapshotFixture.log("u", new long[1], new long[] { 9 }),
				new long[] { 4 }, null);
		assertThat(SnapshotFixture.group("g", "Empty", List.of(), gone, there).lag()).isEqualTo(5);
	}

	@Test
	void isTakenOverToALaterLogThatMayHaveGrown() {
		TopicLog before = SnapshotFixture.log("t", new long[1], new long[] { 10 });
		TopicLog later = SnapshotFixture.log("t", new long[2], new long[] { 15, 4 });
		GroupTopic topic = SnapshotFixture.topic(before, new long[] { 8 }, new int[] { 0 }).on(later);
		assertThat(topic.size()).isEqualTo(2);
		assertThat(topic.lag(0)).isEqualTo(7);
		assertThat(topic.owner(0)).isZero();
		assertThat(topic.committed(1)).isEqualTo(Snapshot.UNKNOWN);
		assertThat(topic.owner(1)).isEqualTo(GroupTopic.NOBODY);
		GroupTopic bare = SnapshotFixture.topic(before, null, null).on(later);
		assertThat(bare.size()).isEqualTo(2);
		assertThat(bare.committed(1)).isEqualTo(Snapshot.UNKNOWN);
		assertThat(bare.owner(1)).isEqualTo(GroupTopic.NOBODY);
	}

	@Test
	void staysAsItWasWithoutALogOrWithASmallerOne() {
		TopicLog two = SnapshotFixture.log("t", new long[2], new long[] { 10, 10 });
		TopicLog one = SnapshotFixture.log("t", new long[1], new long[] { 3 });
		GroupTopic topic = SnapshotFixture.topic(two, new long[] { 8, 9 }, null);
		assertThat(topic.on(null)).isSameAs(topic);
		assertThat(topic.on(one)).isSameAs(topic);
		GroupTopic gone = SnapshotFixture.goneTopic("t", new int[] { 1 }, new long[] { 5 });
		assertThat(gone.on(two)).isSameAs(gone);
	}

}
