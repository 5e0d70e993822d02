package io.roster.metrics;

import java.util.Arrays;
import java.util.function.ToLongFunction;

import io.roster.group.Member;
import io.roster.metrics.Family.Meaning;
import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.GroupTopic;
import io.roster.snapshot.TopicLog;
import org.jspecify.annotations.Nullable;

/**
 * What the labels of a dialect are called, and with it the makers of its families. A line
 * of a partition begins as the one before it, so that much is copied.
 */
final class Naming {

	private final byte[] cluster;

	private final byte[] group;

	private final byte[] topic;

	private final byte[] partition;

	/**
	 * Makes one.
	 * @param cluster the label with the cluster's name, {@code null} where there is none
	 * @param clusterName the cluster's name
	 * @param group the label with a group's id
	 * @param topic the one with a topic
	 * @param partition the one with the number of a partition
	 */
	Naming(@Nullable String cluster, String clusterName, String group, String topic, String partition) {
		this.cluster = (cluster != null) ? label(cluster, clusterName) : new byte[0];
		this.group = Family.ascii(group + "=\"");
		this.topic = Family.ascii(topic + "=\"");
		this.partition = Family.ascii("\"," + partition + "=\"");
	}

	private static byte[] label(String name, String value) {
		Text text = new Text(256).put(Family.ascii(name + "=\"")).label(value).put('"');
		return Arrays.copyOf(text.bytes(), text.size());
	}

	/** A family with one sample for the cluster, if there is a value. */
	Family ofCluster(Meaning meaning, ToLongFunction<Scrape> value) {
		byte[] opening = opening(meaning, false);
		return new Family(meaning) {
			@Override
			int steps(Scrape scrape) {
				return 1;
			}

			@Override
			void write(Text text, Scrape scrape, int step) {
				long number = value.applyAsLong(scrape);
				if (number == NONE) {
					return;
				}
				text.put(opening);
				if (Naming.this.cluster.length > 0) {
					text.put('}');
				}
				text.put(' ');
				number(text, number);
			}
		};
	}

	/** A family with a sample for each topic. */
	Family ofTopics(Meaning meaning, ToLongFunction<TopicLog> value) {
		byte[] opening = opening(meaning, true);
		return new Family(meaning) {
			@Override
			int steps(Scrape scrape) {
				return scrape.logs().size();
			}

			@Override
			void write(Text text, Scrape scrape, int step) {
				TopicLog log = scrape.logs().get(step);
				long number = value.applyAsLong(log);
				if (number != NONE) {
					text.put(opening).put(Naming.this.topic).label(log.topic()).put('"');
					value(text, number);
				}
			}
		};
	}

	/** A family with a sample for each partition of each topic. */
	Family ofTopicPartitions(Meaning meaning, LogValue value) {
		byte[] opening = opening(meaning, true);
		return new Family(meaning) {
			@Override
			int steps(Scrape scrape) {
				return scrape.logs().size();
			}

			@Override
			void write(Text text, Scrape scrape, int step) {
				TopicLog log = scrape.logs().get(step);
				int from = text.size();
				int same = 0;
				for (int partition = 0; partition < log.partitions(); partition++) {
					long number = value.of(log, partition);
					if (number == NONE) {
						continue;
					}
					if (same == 0) {
						text.put(opening).put(Naming.this.topic).label(log.topic()).put(Naming.this.partition);
						same = text.size() - from;
					}
					else {
						text.again(from, same);
					}
					text.number(partition).put('"');
					value(text, number);
				}
			}
		};
	}

	/** A family with a sample for each group. */
	Family ofGroups(Meaning meaning, GroupValue value) {
		return ofGroups(meaning, value, (text, group) -> {
		});
	}

	/** A family with a sample for each group, which has more labels. */
	Family ofGroups(Meaning meaning, GroupValue value, GroupLabels more) {
		byte[] opening = opening(meaning, true);
		return new Family(meaning) {
			@Override
			int steps(Scrape scrape) {
				return scrape.groups().size();
			}

			@Override
			void write(Text text, Scrape scrape, int step) {
				GroupSnapshot group = scrape.groups().get(step);
				long number = value.of(scrape, group);
				if (number != NONE) {
					text.put(opening).put(Naming.this.group).label(group.groupId()).put('"');
					more.write(text, group);
					value(text, number);
				}
			}
		};
	}

	/**
	 * A family with a sample for each topic of each group. A topic that was made anew
	 * with fewer partitions is there and gone; then what is there is told.
	 */
	Family ofGroupTopics(Meaning meaning, TopicValue value) {
		byte[] opening = opening(meaning, true);
		return new Family(meaning) {
			@Override
			int steps(Scrape scrape) {
				return scrape.groupTopics();
			}

			@Override
			void write(Text text, Scrape scrape, int step) {
				GroupSnapshot group = scrape.groupOf(step);
				GroupTopic topic = scrape.groupTopic(step);
				long number = value.of(group, topic);
				if (number != NONE && !isWritten(scrape, step, group, topic)) {
					start(text, opening, group, topic);
					text.put('"');
					value(text, number);
				}
			}

			private boolean isWritten(Scrape scrape, int step, GroupSnapshot group, GroupTopic topic) {
				int before = step - 1;
				return before >= 0 && scrape.groupOf(before) == group
						&& scrape.groupTopic(before).topic().equals(topic.topic())
						&& value.of(group, scrape.groupTopic(before)) != NONE;
			}
		};
	}

	/** A family with a sample for each partition of each group. */
	Family ofGroupPartitions(Meaning meaning, RowValue value) {
		return ofGroupPartitions(meaning, value, (text, owner) -> {
		});
	}

	/** A family with a sample for each partition of each group, which tells the owner. */
	Family ofGroupPartitions(Meaning meaning, RowValue value, OwnerLabels more) {
		byte[] opening = opening(meaning, true);
		return new Family(meaning) {
			@Override
			int steps(Scrape scrape) {
				return scrape.groupTopics();
			}

			@Override
			void write(Text text, Scrape scrape, int step) {
				GroupSnapshot group = scrape.groupOf(step);
				GroupTopic topic = scrape.groupTopic(step);
				int from = text.size();
				int same = 0;
				for (int row = 0; row < topic.size(); row++) {
					long number = value.of(scrape, group, topic, row);
					if (number == NONE) {
						continue;
					}
					if (same == 0) {
						start(text, opening, group, topic);
						text.put(Naming.this.partition);
						same = text.size() - from;
					}
					else {
						text.again(from, same);
					}
					text.number(topic.partition(row)).put('"');
					int owner = topic.owner(row);
					more.write(text, (owner >= 0) ? group.members().get(owner) : null);
					value(text, number);
				}
			}
		};
	}

	private void start(Text text, byte[] opening, GroupSnapshot group, GroupTopic topic) {
		text.put(opening).put(this.group).label(group.groupId()).put('"').put(',').put(this.topic).label(topic.topic());
	}

	/**
	 * How each line of a family begins.
	 * @param more whether labels follow
	 */
	private byte[] opening(Meaning meaning, boolean more) {
		Text text = new Text(256).put(Family.ascii(meaning.name()));
		if (more || this.cluster.length > 0) {
			text.put('{');
		}
		text.put(this.cluster);
		if (more && this.cluster.length > 0) {
			text.put(',');
		}
		return Arrays.copyOf(text.bytes(), text.size());
	}

	/** The value of a topic's partition. */
	@FunctionalInterface
	interface LogValue {

		long of(TopicLog log, int partition);

	}

	/** The value of a group. */
	@FunctionalInterface
	interface GroupValue {

		long of(Scrape scrape, GroupSnapshot group);

	}

	/** The value of a topic of a group. */
	@FunctionalInterface
	interface TopicValue {

		long of(GroupSnapshot group, GroupTopic topic);

	}

	/** The value of a partition of a group. */
	@FunctionalInterface
	interface RowValue {

		long of(Scrape scrape, GroupSnapshot group, GroupTopic topic, int row);

	}

	/** Labels that say more of a group. */
	@FunctionalInterface
	interface GroupLabels {

		void write(Text text, GroupSnapshot group);

	}

	/** Labels that say who has a partition. */
	@FunctionalInterface
	interface OwnerLabels {

		void write(Text text, @Nullable Member owner);

	}

}
