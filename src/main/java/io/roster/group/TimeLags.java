package io.roster.group;

import org.jspecify.annotations.Nullable;

/** How far behind in time groups are, which takes more than one read to know. */
public interface TimeLags {

	/** Where nobody measures. */
	TimeLags NONE = new TimeLags() {

		@Override
		public @Nullable TimeLag of(String groupId) {
			return null;
		}

		@Override
		public @Nullable TimeLag of(String topic, int partition, long committedOffset) {
			return null;
		}

	};

	/**
	 * Returns the largest time lag of a group's partitions.
	 * @param groupId the group
	 * @return {@code null} if none is known
	 */
	@Nullable TimeLag of(String groupId);

	/**
	 * Returns how long the first record that is not read has been there.
	 * @param topic the topic
	 * @param partition the number
	 * @param committedOffset what is committed; the log has more
	 * @return {@code null} if it is not known
	 */
	@Nullable TimeLag of(String topic, int partition, long committedOffset);

}
