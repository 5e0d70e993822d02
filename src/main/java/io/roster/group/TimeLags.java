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
		public @Nullable TimeLag of(String groupId, String topic, int partition) {
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
	 * Returns the time lag of a partition.
	 * @param groupId the group
	 * @param topic the topic
	 * @param partition the number
	 * @return {@code null} if it is not known
	 */
	@Nullable TimeLag of(String groupId, String topic, int partition);

}
