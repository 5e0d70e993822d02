package io.roster.commits;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** What is kept in memory of the commits of all groups. */
@ExtendWith(OutputCaptureExtension.class)
class CommitsTests {

	private final Commits commits = commits(1_000_000);

	@Test
	void newestCommitCountsAndNotTheHighestOffset() {
		this.commits.committed(commit("g", "t", 0, 10, 1000));
		this.commits.committed(commit("g", "t", 0, 3, 2000));
		this.commits.committed(commit("g", "u", 5, 8, 1500));
		assertThat(this.commits.offset("g", "t", 0)).isEqualTo(3);
		assertThat(this.commits.committedAt("g", "t", 0)).isEqualTo(2000);
		assertThat(this.commits.offset("g", "u", 5)).isEqualTo(8);
		assertThat(this.commits.committedAt("g", "u", 5)).isEqualTo(1500);
		assertThat(this.commits.lastCommitAt("g")).isEqualTo(2000);
		assertThat(this.commits.partitions()).isEqualTo(2);
	}

	@Test
	void whatWasNotSeenIsMinusOne() {
		this.commits.committed(commit("g", "t", 1, 10, 1000));
		assertThat(this.commits.offset("g", "t", 0)).isEqualTo(-1);
		assertThat(this.commits.offset("g", "u", 1)).isEqualTo(-1);
		assertThat(this.commits.committedAt("g", "t", -1)).isEqualTo(-1);
		assertThat(this.commits.committedAt("h", "t", 1)).isEqualTo(-1);
		assertThat(this.commits.lastCommitAt("h")).isEqualTo(-1);
		assertThat(this.commits.seenUpTo("g")).isEqualTo(-1);
	}

	@Test
	void groupWhoseCommitsAreAllGoneIsForgotten() {
		this.commits.committed(commit("g", "t", 0, 10, 1000));
		this.commits.committed(commit("g", "t", 1, 10, 1000));
		this.commits.deleted(tombstone("g", "t", 0));
		assertThat(this.commits.offset("g", "t", 0)).isEqualTo(-1);
		assertThat(this.commits.offset("g", "t", 1)).isEqualTo(10);
		assertThat(this.commits.lastCommitAt("g")).isEqualTo(1000);
		this.commits.deleted(tombstone("g", "t", 0));
		this.commits.deleted(tombstone("g", "t", 1));
		this.commits.deleted(tombstone("h", "t", 1));
		assertThat(this.commits.lastCommitAt("g")).isEqualTo(-1);
		assertThat(this.commits.partitions()).isZero();
	}

	@Test
	void sameAsAMapWhateverComes() {
		Random random = new Random(1);
		Map<String, Long> expected = new HashMap<>();
		for (int i = 0; i < 20_000; i++) {
			String group = "g" + random.nextInt(3);
			String topic = "t" + random.nextInt(4);
			int partition = random.nextInt(12) * ((i % 7 == 0) ? 1_000_003 : 1);
			String key = group + topic + "-" + partition;
			if (random.nextInt(3) == 0) {
				this.commits.deleted(tombstone(group, topic, partition));
				expected.remove(key);
			}
			else {
				this.commits.committed(commit(group, topic, partition, i, i + 1));
				expected.put(key, (long) i);
			}
			assertThat(this.commits.partitions()).isEqualTo(expected.size());
		}
		for (int group = 0; group < 3; group++) {
			for (int topic = 0; topic < 4; topic++) {
				for (int number = 0; number < 12; number++) {
					for (int partition : new int[] { number, number * 1_000_003 }) {
						String key = "g" + group + "t" + topic + "-" + partition;
						long offset = expected.getOrDefault(key, -1L);
						assertThat(this.commits.offset("g" + group, "t" + topic, partition)).as(key).isEqualTo(offset);
						assertThat(this.commits.committedAt("g" + group, "t" + topic, partition))
							.isEqualTo((offset >= 0) ? offset + 1 : -1);
					}
				}
			}
		}
	}

	@Test
	void noMorePartitionsThanAllowedAreKeptWhichIsSaidOnce(CapturedOutput output) {
		Commits few = commits(2);
		few.committed(commit("g", "t", 0, 1, 1000));
		few.committed(commit("g", "t", 1, 1, 1000));
		few.committed(commit("g", "t", 2, 1, 1000));
		few.committed(commit("h", "t", 0, 1, 1000));
		few.committed(commit("g", "t", 1, 2, 2000));
		assertThat(few.partitions()).isEqualTo(2);
		assertThat(few.offset("g", "t", 1)).isEqualTo(2);
		assertThat(few.offset("g", "t", 2)).isEqualTo(-1);
		assertThat(few.lastCommitAt("h")).isEqualTo(-1);
		assertThat(output.getOut().split("roster.commits.max-partitions = 2", -1)).hasSize(2);
		few.deleted(tombstone("g", "t", 0));
		few.committed(commit("h", "t", 0, 1, 1000));
		assertThat(few.offset("h", "t", 0)).isEqualTo(1);
	}

	@Test
	void seenUpToIsThatOfTheGroupsCoordinator() {
		this.commits.seenUpTo(new long[] { 10, 11, 12 });
		// Hash codes of 97, 98 and, turned positive as Kafka does it, -1 to 1.
		assertThat(this.commits.seenUpTo("a")).isEqualTo(11);
		assertThat(this.commits.seenUpTo("b")).isEqualTo(12);
		String negative = "polygenelubricants";
		assertThat(negative.hashCode()).isEqualTo(Integer.MIN_VALUE);
		assertThat(this.commits.seenUpTo(negative)).isEqualTo(10);
	}

	@Test
	void topicNamesAreKeptOnceAndAsLongAsAnybodyHasCommittedForThem() {
		TopicNames names = new TopicNames();
		String first = names.take(new String("t"));
		assertThat(names.take(new String("t"))).isSameAs(first);
		names.giveBack("t");
		assertThat(names.size()).isEqualTo(1);
		names.giveBack("t");
		assertThat(names.size()).isZero();
	}

	private static Commits commits(int maxPartitions) {
		return new Commits(new CommitsProperties(true, Duration.ofHours(1), maxPartitions));
	}

	private static CommitRecord commit(String group, String topic, int partition, long offset, long time) {
		return new CommitRecord(CommitRecord.Type.COMMIT, group, topic, partition, offset, time);
	}

	private static CommitRecord tombstone(String group, String topic, int partition) {
		return new CommitRecord(CommitRecord.Type.TOMBSTONE, group, topic, partition, -1, -1);
	}

}
