package io.roster.lag;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import io.roster.problem.InvalidRequestException;
import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.GroupTopic;
import io.roster.snapshot.Snapshot;
import io.roster.snapshot.SnapshotBuilder;
import io.roster.snapshot.SnapshotBuilder.Read;
import io.roster.snapshot.SnapshotFixture;
import io.roster.snapshot.SnapshotSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

/** A member reads 100 records a second in all of these, when it has enough to do. */
class ScalingTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static final int SECONDS = 10;

	private static final int SNAPSHOTS_OF_A_MINUTE = 6;

	private final Newest newest = new Newest();

	// With these settings neither of the two asks Kafka for anything.
	private final Lags lags = new Lags(new ExactTimes(null, new LagProperties(0, null), Clock.systemUTC()),
			new LagHistory(null, new LagProperties(0, null)));

	private final Scaling scaling = new Scaling(new ReadGroups(this.newest, null), this.lags);

	private Instant now = Instant.parse("2026-03-01T12:00:00Z");

	private int members;

	private String scaled = "g";

	private long[] ends = new long[0];

	private long[] committed = new long[0];

	@Test
	void groupThatKeepsUpNeedsWhatItHas() {
		start(12, 4, 500);
		run(400, 400, 20);
		Scale scale = scale(MINUTE);
		assertThat(scale.members()).isEqualTo(4);
		assertThat(scale.current()).isEqualTo(4);
		assertThat(scale.partitions()).isEqualTo(12);
		assertThat(scale.produced()).isCloseTo(400, within(5.0));
		assertThat(scale.consumed()).isCloseTo(400, within(5.0));
		assertThat(scale.perMember()).isCloseTo(100, within(2.0));
		assertThat(scale.lag()).isEqualTo(500 * 12);
		assertThat(this.scaling.members(this.newest.current().groups().get(0), MINUTE)).isEqualTo(4);
		run(440, 410, 1);
		assertThat(scale(MINUTE).members()).isEqualTo(4);
	}

	@Test
	void moreToReadNeedsMoreAndLessNeedsFewer() {
		start(12, 4, 500);
		run(400, 400, 20);
		run(800, 400, 1);
		run(800, 400, SNAPSHOTS_OF_A_MINUTE);
		// What has come in addition is to be worked off too, unless there is time.
		assertThat(scale(Duration.ofHours(24)).members()).isEqualTo(8);
		assertThat(scale(Duration.ofSeconds(10)).members()).isEqualTo(12);
		run(200, 400, SNAPSHOTS_OF_A_MINUTE);
		assertThat(scale(Duration.ofHours(24)).members()).isEqualTo(2);
	}

	@Test
	void noMoreMembersThanPartitions() {
		start(6, 4, 500);
		run(400, 400, 20);
		run(800, 400, SNAPSHOTS_OF_A_MINUTE + 1);
		Scale scale = scale(Duration.ofHours(24));
		assertThat(scale.members()).isEqualTo(6);
		assertThat(scale.reason()).contains("no more than 6 partitions");
	}

	@Test
	void backlogIsWorkedOffInTheTimeOfTheTarget() {
		start(60, 4, 1000);
		run(400, 400, 20);
		// 24,000 of 60,000 may wait; the others in a minute are 600/s on top of 400/s.
		assertThat(scale(MINUTE).members()).isEqualTo(10);
		// Ten times 400/s is what may wait, and 5,600/s are to be read on top.
		assertThat(scale(Duration.ofSeconds(10)).members()).isEqualTo(60);
		assertThat(scale(Duration.ofSeconds(150)).members()).isEqualTo(4);
	}

	@Test
	void partitionsThatDoNotMoveDoNotCount() {
		start(4, 4, 500);
		this.ends[0] += 1_000_000;
		for (int i = 0; i < 20; i++) {
			IntStream.range(1, 4).forEach((partition) -> move(partition, 1000, 1000));
			observe();
		}
		Scale scale = scale(MINUTE);
		assertThat(scale.stuck()).isEqualTo(1_000_500);
		assertThat(scale.lag()).isEqualTo(1500);
		// A member reads 75/s on average, as one of four reads nothing.
		assertThat(scale.members()).isEqualTo(4);
		for (int i = 0; i < SNAPSHOTS_OF_A_MINUTE; i++) {
			IntStream.range(1, 4).forEach((partition) -> move(partition, 0, 500));
			observe();
		}
		scale = scale(MINUTE);
		assertThat(scale.lag()).isZero();
		assertThat(scale.members()).isEqualTo(4);
		assertThat(scale.reason()).contains("more members would not help");
	}

	@Test
	void nobodyThereAndNothingKnownNeedsOne() {
		start(4, 0, 500);
		observe();
		assertThat(scale(MINUTE).members()).isEqualTo(1);
		assertThat(scale(MINUTE).perMember()).isZero();
		assertThat(scale(MINUTE).reason()).contains("not known yet");
	}

	@Test
	void nobodyThereNeedsWhatWasKnownOfThoseBefore() {
		start(12, 4, 500);
		run(400, 400, 20);
		this.members = 0;
		run(400, 0, SNAPSHOTS_OF_A_MINUTE);
		Scale scale = scale(Duration.ofHours(24));
		assertThat(scale.current()).isZero();
		assertThat(scale.members()).isEqualTo(4);
	}

	@Test
	void nothingToDoNeedsNobody() {
		start(4, 2, 0);
		run(0, 0, 3);
		assertThat(scale(MINUTE).members()).isZero();
		assertThat(scale(MINUTE).lag()).isZero();
		assertThat(scale(MINUTE).reason()).isEqualTo("Nothing comes and nothing waits.");
	}

	@Test
	void nothingKnownChangesNothing() {
		// Members that have not committed.
		start(4, 2, 0);
		Arrays.fill(this.committed, -1);
		run(0, 0, 3);
		assertThat(scale(MINUTE).members()).isEqualTo(2);
		assertThat(scale(MINUTE).reason()).contains("not known yet");
		assertThat(wanted()).isEqualTo(-1);
	}

	@Test
	void firstSnapshotChangesNothing() {
		start(4, 3, 0);
		assertThat(scale(MINUTE).members()).isEqualTo(3);
		assertThat(scale(MINUTE).reason()).contains("not known yet");
		assertThat(wanted()).isEqualTo(-1);
		run(0, 0, 1);
		assertThat(scale(MINUTE).members()).isZero();
		assertThat(wanted()).isZero();
	}

	@Test
	void gaugeIsNotKnownBeforeItIsKnownWhatAMemberReads() {
		start(4, 3, 100);
		run(10, 10, 3);
		assertThat(scale(MINUTE).members()).isEqualTo(3);
		assertThat(wanted()).isEqualTo(-1);
		run(10, 10, SNAPSHOTS_OF_A_MINUTE);
		assertThat(wanted()).isEqualTo(scale(MINUTE).members()).isPositive();
		this.members = 0;
		this.scaled = "other";
		start(4, 0, 100);
		run(0, 0, 1);
		assertThat(wanted()).isOne();
	}

	@Test
	void partitionsOfTopicsThatAreGoneNeedNobody() {
		start(2, 1, 100);
		run(100, 100, 20);
		run(1000, 100, SNAPSHOTS_OF_A_MINUTE);
		GroupTopic read = this.newest.current().groups().get(0).topics().get(0);
		GroupSnapshot group = SnapshotFixture.group("g", "Stable",
				List.of(SnapshotFixture.member("m", "client", "/10.0.0.1")), read,
				SnapshotFixture.goneTopic("gone", new int[] { 0, 1, 2 }, new long[3]));
		this.newest.snapshot = SnapshotFixture.snapshot(group);
		assertThat(group.partitions()).isEqualTo(5);
		assertThat(scale(MINUTE).partitions()).isEqualTo(2);
		assertThat(scale(MINUTE).members()).isEqualTo(2);
	}

	@Test
	void longestTargetIsToldToBeTooLong() {
		start(2, 1, 100);
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> scale(Duration.ofSeconds(Long.MAX_VALUE)))
			.satisfies((ex) -> assertThat(ex.errors()).extracting((error) -> error.field()).containsExactly("target"));
	}

	@Test
	void littleToDoNeedsOne() {
		start(4, 2, 50);
		run(200, 200, 20);
		run(1, 1, SNAPSHOTS_OF_A_MINUTE + 1);
		assertThat(scale(MINUTE).members()).isEqualTo(1);
	}

	private Scale scale(Duration target) {
		return this.scaling.scale(this.scaled, target);
	}

	private int wanted() {
		return this.scaling.members(this.newest.current().groups().get(0), MINUTE);
	}

	private void start(int partitions, int members, long lag) {
		this.ends = new long[partitions];
		this.committed = new long[partitions];
		Arrays.fill(this.ends, 1000 + lag);
		Arrays.fill(this.committed, 1000);
		this.members = members;
		observe();
	}

	/** Some snapshots, between which so many records a second come and are read. */
	private void run(int produced, int consumed, int snapshots) {
		int partitions = this.ends.length;
		for (int i = 0; i < snapshots; i++) {
			for (int partition = 0; partition < partitions; partition++) {
				move(partition, share(produced * SECONDS, partition), share(consumed * SECONDS, partition));
			}
			observe();
		}
	}

	private int share(int records, int partition) {
		return records / this.ends.length + ((partition < records % this.ends.length) ? 1 : 0);
	}

	private void move(int partition, int produced, int consumed) {
		this.ends[partition] += produced;
		this.committed[partition] = Math.min(this.ends[partition], this.committed[partition] + consumed);
	}

	private void observe() {
		int[] owners = IntStream.range(0, this.ends.length)
			.map((partition) -> (this.members > 0) ? partition % this.members : GroupTopic.NOBODY)
			.toArray();
		Snapshot snapshot = SnapshotBuilder.at(this.now)
			.topic("t", new long[this.ends.length], this.ends)
			.group(this.scaled, (this.members > 0) ? "Stable" : "Empty", this.members,
					new Read("t", this.committed, owners))
			.build();
		this.lags.observed(snapshot);
		this.newest.snapshot = snapshot;
		this.now = this.now.plusSeconds(SECONDS);
	}

	/** What was observed last. */
	private static final class Newest implements SnapshotSource {

		private @Nullable Snapshot snapshot;

		@Override
		public @Nullable Snapshot newest() {
			return this.snapshot;
		}

		@Override
		public Snapshot current() {
			return Objects.requireNonNull(this.snapshot);
		}

		@Override
		public Snapshot fresh() {
			return current();
		}

	}

}
