package io.roster.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is made of commits whose time is known. */
class WindowStoreTests {

	private final Scenario one = new Scenario(1);

	@Test
	void commitThatComesLateHasNoLag() {
		this.one.look().look();
		this.one.ends[0] = 9000;
		this.one.look();
		commit("new", 0, 1100, 60);
		commit("new", 0, 1200, 45);
		commit("new", 0, 1300, 2);
		assertThat(lags(windows("new", "orders"))).containsExactly(null, null, 7700L);
	}

	@Test
	void commitForAPartitionThatThereIsNotIsIgnored() {
		this.one.look();
		commit("g", Integer.MAX_VALUE - 1, 5, 0);
		commit("g", 1, 5, 0);
		assertThat(windows("g", "orders").partitions()).isEqualTo(1);
		this.one.store.commit("g", "other", Integer.MAX_VALUE - 1, 5, this.one.now.toEpochMilli());
		this.one.store.commit("g", "new", 7, 5, this.one.now.toEpochMilli());
		assertThat(Objects.requireNonNull(this.one.store.find("g")).find("other")).isNull();
		assertThat(windows("g", "new").partitions()).isEqualTo(8);
	}

	private void commit(String groupId, int partition, long offset, int secondsAgo) {
		this.one.store.commit(groupId, "orders", partition, offset,
				this.one.now.minusSeconds(secondsAgo).toEpochMilli());
	}

	private TopicWindows windows(String groupId, String topic) {
		return Objects.requireNonNull(Objects.requireNonNull(this.one.store.find(groupId)).find(topic));
	}

	private static List<@Nullable Long> lags(TopicWindows windows) {
		Window window = new Window();
		windows.read(0, window);
		List<@Nullable Long> lags = new ArrayList<>();
		for (int i = 0; i < window.size(); i++) {
			lags.add((window.lag(i) == Window.UNKNOWN) ? null : (Long) window.lag(i));
		}
		return lags;
	}

}
