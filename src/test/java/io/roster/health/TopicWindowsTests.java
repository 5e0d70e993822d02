package io.roster.health;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a window keeps. The cases that are named after Burrow's are those of
 * {@code consumerOffsetTests} in {@code core/internal/storage/inmemory_test.go} of
 * github.com/linkedin/Burrow with the commits' times in the place of their order in
 * Kafka's topic of offsets; case 1, in which the two contradict each other, is left out.
 */
class TopicWindowsTests {

	private static final long BASE = 1_700_000_000_000L;

	private final Window window = new Window();

	private TopicWindows windows = windows(1000);

	@Test
	void burrowsCase0CommitsAreKeptWithTheirLag() {
		fill(5, 5000);
		assertKept("1000@100:4000 2000@200:3000 3000@300:2000 4000@400:1000 5000@500:0");
	}

	@Test
	void burrowsCase2LateCommitGoesToItsPlaceWithoutALag() {
		fill(1, 5000);
		commit(2000, 300, 5000);
		commit(3000, 400, 5000);
		commit(1500, 200, 5000);
		assertKept("1000@100:4000 1500@200:-1 2000@300:3000 3000@400:2000");
	}

	@Test
	void burrowsCase3LateCommitPushesTheOldestOutOfAFullWindow() {
		fill(10, 10_000);
		commit(5500, 550, 10_000);
		assertKept("2000@200:8000 3000@300:7000 4000@400:6000 5000@500:5000 5500@550:-1 6000@600:4000 7000@700:3000 "
				+ "8000@800:2000 9000@900:1000 10000@1000:0");
	}

	@Test
	void burrowsCase4LateCommitTakesThePlaceOfTheOldest() {
		fill(10, 10_000);
		commit(1500, 150, 10_000);
		assertKept("1500@150:-1 2000@200:8000 3000@300:7000 4000@400:6000 5000@500:5000 6000@600:4000 7000@700:3000 "
				+ "8000@800:2000 9000@900:1000 10000@1000:0");
		commit(50, 50, 10_000);
		assertThat(kept()).startsWith("1500@150:-1");
	}

	@Test
	void burrowsCase5FastCommitTakesThePlaceOfTheNewestAndKeepsItsTime() {
		fill(5, 10_000);
		commitMillis(6000, 500_001, 10_000);
		assertKept("1000@100:9000 2000@200:8000 3000@300:7000 4000@400:6000 6000@500:4000");
	}

	@Test
	void burrowsCase6FastCommitThatIsLateTakesThePlaceOfTheOneBeforeIt() {
		fill(5, 10_000);
		commitMillis(4500, 400_001, 10_000);
		assertKept("1000@100:9000 2000@200:8000 3000@300:7000 4500@400:-1 5000@500:5000");
	}

	@Test
	void minDistanceOfZeroKeepsEveryCommit() {
		this.windows = windows(0);
		fill(1, 10_000);
		commitMillis(1001, 100_000, 10_000);
		commitMillis(1002, 100_000, 10_000);
		assertKept("1000@100:9000 1001@100:8999 1002@100:8998");
	}

	@Test
	void windowKeepsTheLastTen() {
		fill(15, 20_000);
		assertThat(kept().split(" ")).hasSize(10);
		assertThat(kept()).startsWith("6000@600:14000").endsWith("15000@1500:5000");
	}

	@Test
	void onlyAChangedOffsetOfASnapshotIsACommit() {
		look(10, 100, 100);
		look(10, 110, 200);
		assertKept("10@100:90");
		look(30, 120, 200);
		look(30, 130, 200);
		assertKept("10@100:90 30@120:170");
	}

	@Test
	void sameOffsetFromTheTopicOfOffsetsIsACommit() {
		look(10, 100, 100);
		commit(10, 120, 100);
		commit(10, 140, 100);
		commit(10, 140, 100);
		assertKept("10@120:90 10@140:90");
	}

	@Test
	void exactTimeTakesThePlaceOfTheOneThatWasSeen() {
		look(10, 100, 100);
		look(20, 110, 100);
		commit(15, 105, 100);
		assertKept("10@100:90 15@105:85");
		commit(20, 109, 100);
		assertKept("10@100:90 15@105:85 20@109:80");
	}

	@Test
	void snapshotThatIsOlderThanAnExactCommitIsNoRewind() {
		look(10, 100, 100);
		commit(20, 112, 100);
		look(15, 110, 100);
		assertKept("10@100:90 20@112:80");
	}

	@Test
	void whatIsNoLongerCommittedIsForgotten() {
		look(10, 100, 100);
		look(20, 110, 100);
		look(-1, 120, 100);
		assertKept("");
		look(5, 130, 100);
		assertKept("5@130:95");
	}

	@Test
	void stepsThatAnIntCannotHoldAreCutOff() {
		look(0, 100, 9_000_000_000L);
		look(8_000_000_000L, 110, 9_000_000_000L);
		this.windows.read(0, this.window);
		assertThat(this.window.offset(1)).isEqualTo(8_000_000_000L);
		assertThat(this.window.offset(0)).isEqualTo(8_000_000_000L - Integer.MAX_VALUE);
		assertThat(this.window.lag(1)).isEqualTo(1_000_000_000L);
		assertThat(this.window.lag(0)).isEqualTo(Integer.MAX_VALUE);
		look(0, 120, 9_000_000_000L);
		this.windows.read(0, this.window);
		assertThat(BurrowRules.isRewound(this.window)).isTrue();
	}

	@Test
	void distanceBetweenCommitsIsLearntWhileRecordsWait() {
		look(10, 0, 100);
		look(20, 30, 100);
		assertThat(this.windows.usual(0)).isEqualTo(30_000);
		look(100, 60, 100);
		assertThat(this.windows.usual(0)).isEqualTo(30_000);
		// An hour in which nothing waits tells nothing.
		look(100, 3600, 100);
		look(100, 3610, 200);
		look(150, 3640, 200);
		assertThat(this.windows.usual(0)).isEqualTo(30_000);
		look(160, 3750, 200);
		assertThat(this.windows.usual(0)).isEqualTo((3 * 30_000 + 110_000) / 4);
	}

	@Test
	void whatWasThereBeforeTheFirstLookIsACommitOnlyOnceItHasStood() {
		this.windows.look(0, 10, 100, BASE, true, this.window);
		assertThat(this.windows.isCommit(0, BASE + 59_000)).isFalse();
		assertThat(this.windows.isCommit(0, BASE + 60_000)).isTrue();
		look(20, 10, 100);
		assertThat(this.windows.isCommit(0, BASE + 10_000)).isTrue();
		assertThat(this.windows.usual(0)).as("it may have stood for long").isZero();
	}

	@Test
	void partitionsThatAreAddedKeepWhatIsKnown() {
		fill(3, 5000);
		this.windows.ensure(3);
		assertKept("1000@100:4000 2000@200:3000 3000@300:2000");
		assertThat(this.windows.size(2)).isZero();
	}

	private static TopicWindows windows(int minDistance) {
		TopicWindows windows = new TopicWindows(minDistance);
		windows.ensure(1);
		return windows;
	}

	private void fill(int count, long end) {
		for (int i = 1; i <= count; i++) {
			commit(1000L * i, 100L * i, end);
		}
	}

	private void look(long committed, long seconds, long end) {
		this.windows.look(0, committed, end, BASE + seconds * 1000, false, this.window);
	}

	private void commit(long offset, long seconds, long end) {
		commitMillis(offset, seconds * 1000, end);
	}

	private void commitMillis(long offset, long millis, long end) {
		this.windows.commit(0, offset, end, BASE + millis, true, this.window);
	}

	private void assertKept(String expected) {
		assertThat(kept()).isEqualTo(expected);
	}

	private String kept() {
		this.windows.read(0, this.window);
		List<String> kept = new ArrayList<>();
		for (int i = 0; i < this.window.size(); i++) {
			kept.add(this.window.offset(i) + "@" + (this.window.time(i) - BASE) / 1000 + ":" + this.window.lag(i));
		}
		return String.join(" ", kept);
	}

}
