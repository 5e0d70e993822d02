package io.roster.group;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

import io.roster.group.Member.TopicPartitions;
import io.roster.text.Csv;
import io.roster.text.TextTable;
import io.roster.text.TextTable.Column;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Groups as {@code kafka-consumer-groups.sh} prints them (Kafka 4.2,
 * {@code ConsumerGroupCommand}).
 */
final class GroupTables {

	/** The least width of most columns, and what the tool begins a table with. */
	private static final int WIDTH = 15;

	private static final String BEGIN = "\n";

	private GroupTables() {
	}

	/** {@code --describe --offsets}. */
	static String offsets(GroupReading reading, List<PartitionReading> partitions, boolean verbose) {
		List<Column> columns = new ArrayList<>(
				List.of(Column.growing("GROUP", WIDTH), Column.growing("TOPIC", WIDTH), Column.fixed("PARTITION", 10)));
		if (verbose) {
			columns.add(Column.fixed("LEADER-EPOCH", WIDTH));
		}
		columns.addAll(List.of(Column.fixed("CURRENT-OFFSET", WIDTH), Column.fixed("LOG-END-OFFSET", WIDTH),
				Column.fixed("LAG", WIDTH), Column.growing("CONSUMER-ID", WIDTH), Column.growing("HOST", WIDTH),
				Column.last("CLIENT-ID")));
		TextTable table = new TextTable(columns);
		// The tool leaves out what is neither owned nor committed.
		partitions.stream()
			.filter((row) -> row.owner() != null || row.committed() != null)
			.sorted(byOwner(partitions))
			.forEach((row) -> table.row(offsetRow(reading.group().groupId(), row, verbose)));
		return BEGIN + table;
	}

	/** The member with the most partitions first, what nobody owns last. */
	private static Comparator<PartitionReading> byOwner(List<PartitionReading> partitions) {
		var counts = partitions.stream()
			.filter((row) -> row.owner() != null)
			.collect(Collectors.groupingBy(GroupTables::ownerId, Collectors.counting()));
		return Comparator.comparing((PartitionReading row) -> -counts.getOrDefault(ownerId(row), 0L))
			.thenComparing(GroupTables::ownerId)
			.thenComparing(PartitionReading.BY_NAME);
	}

	private static String ownerId(PartitionReading row) {
		return (row.owner() != null) ? row.owner().memberId() : "";
	}

	private static @Nullable Object[] offsetRow(String groupId, PartitionReading row, boolean verbose) {
		Member owner = row.owner();
		OffsetAndMetadata committed = row.committed();
		// Not clamped, as the tool has it.
		Long lag = (committed != null && row.logEndOffset() != null) ? (Long) (row.logEndOffset() - committed.offset())
				: null;
		List<@Nullable Object> cells = new ArrayList<>();
		cells.add(groupId);
		cells.add(row.partition().topic());
		cells.add(row.partition().partition());
		if (verbose) {
			cells
				.add((committed != null && committed.leaderEpoch().isPresent()) ? committed.leaderEpoch().get() : null);
		}
		cells.add(row.committedOffset());
		cells.add(row.logEndOffset());
		cells.add(lag);
		cells.add((owner != null) ? owner.memberId() : null);
		cells.add((owner != null) ? owner.host() : null);
		cells.add((owner != null) ? owner.clientId() : null);
		return cells.toArray();
	}

	/** {@code --reset-offsets --to-current --export}, without what is not committed. */
	static String csv(List<PartitionReading> partitions) {
		return Csv.write(partitions.stream()
			.filter((row) -> row.committed() != null)
			.map((row) -> List.of(row.partition().topic(), row.partition().partition(),
					String.valueOf(row.committedOffset())))
			.toList());
	}

	/** {@code --describe --members}. */
	static String members(DescribedGroup group, boolean verbose) {
		boolean staticMembers = group.members().stream().anyMatch((member) -> member.groupInstanceId() != null);
		boolean mixed = group.members().stream().anyMatch((member) -> Boolean.TRUE.equals(member.upgraded()))
				&& group.members().stream().anyMatch((member) -> Boolean.FALSE.equals(member.upgraded()));
		List<Column> columns = new ArrayList<>(
				List.of(Column.growing("GROUP", WIDTH), Column.growing("CONSUMER-ID", WIDTH)));
		if (staticMembers) {
			columns.add(Column.growing("GROUP-INSTANCE-ID", 17));
		}
		columns.addAll(List.of(Column.growing("HOST", WIDTH), Column.growing("CLIENT-ID", WIDTH),
				Column.fixed("#PARTITIONS", WIDTH)));
		if (verbose) {
			columns.addAll(List.of(Column.fixed("CURRENT-EPOCH", WIDTH), Column.growing("CURRENT-ASSIGNMENT", 20),
					Column.fixed("TARGET-EPOCH", WIDTH), Column.growing("TARGET-ASSIGNMENT", 20)));
			if (mixed) {
				columns.add(Column.last("UPGRADED"));
			}
		}
		else {
			// The tool ends these lines with a space.
			columns.add(Column.last(""));
		}
		TextTable table = new TextTable(columns);
		group.members().forEach((member) -> table.row(memberRow(group, member, staticMembers, verbose, mixed)));
		return BEGIN + table;
	}

	private static @Nullable Object[] memberRow(DescribedGroup group, Member member, boolean staticMembers,
			boolean verbose, boolean mixed) {
		List<@Nullable Object> cells = new ArrayList<>();
		cells.add(group.groupId());
		cells.add(member.memberId());
		if (staticMembers) {
			cells.add((member.groupInstanceId() != null) ? member.groupInstanceId() : "");
		}
		cells.add(member.host());
		cells.add(member.clientId());
		cells.add(member.assignment().stream().mapToInt((topic) -> topic.partitions().size()).sum());
		if (verbose) {
			cells.add(member.memberEpoch());
			cells.add(assignment(member.assignment()));
			cells.add(group.assignmentEpoch());
			cells.add(assignment(member.targetAssignment()));
			if (mixed) {
				cells.add(member.upgraded());
			}
		}
		else {
			cells.add("");
		}
		return cells.toArray();
	}

	/** {@code t:0,1;u:2}. */
	private static @Nullable String assignment(@Nullable List<TopicPartitions> topics) {
		if (topics == null || topics.isEmpty()) {
			return null;
		}
		return topics.stream()
			.map((topic) -> topic.topic() + ":"
					+ topic.partitions().stream().map(String::valueOf).collect(Collectors.joining(",")))
			.collect(Collectors.joining(";"));
	}

	/** {@code --describe --state}. */
	static String state(DescribedGroup group, boolean verbose) {
		DescribedGroup.Coordinator coordinator = group.coordinator();
		String broker = (coordinator != null)
				? coordinator.host() + ":" + coordinator.port() + "  (" + coordinator.id() + ")" : null;
		List<Column> columns = new ArrayList<>(
				List.of(Column.growing("GROUP", WIDTH), Column.growing("COORDINATOR (ID)", 25),
						Column.fixed("ASSIGNMENT-STRATEGY", 20), Column.fixed("STATE", 20)));
		List<@Nullable Object> cells = new ArrayList<>();
		cells.add(group.groupId());
		cells.add(broker);
		cells.add(group.assignor());
		cells.add(group.state());
		if (verbose) {
			columns.addAll(List.of(Column.fixed("GROUP-EPOCH", WIDTH), Column.fixed("TARGET-ASSIGNMENT-EPOCH", 25)));
			cells.add(group.groupEpoch());
			cells.add(group.assignmentEpoch());
		}
		columns.add(Column.last("#MEMBERS"));
		cells.add(group.members().size());
		TextTable table = new TextTable(columns);
		table.row(cells.toArray());
		return BEGIN + table;
	}

}
