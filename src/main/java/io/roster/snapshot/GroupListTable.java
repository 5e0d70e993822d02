package io.roster.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.roster.text.TextTable;
import io.roster.text.TextTable.Column;
import org.jspecify.annotations.Nullable;

/** The list of groups as Kafka's tool prints it. */
final class GroupListTable {

	/** The width that the tool gives a group at least. */
	private static final int WIDTH = 15;

	private GroupListTable() {
	}

	/** {@code --list}, with {@code --type} and {@code --state} if asked for. */
	static String of(List<GroupSummary> groups, boolean types, boolean states) {
		if (!types && !states) {
			return groups.stream().map((group) -> group.groupId() + "\n").collect(Collectors.joining());
		}
		int width = groups.stream().mapToInt((group) -> group.groupId().length()).max().orElse(0);
		List<Column> columns = new ArrayList<>(List.of(Column.fixed("GROUP", Math.max(WIDTH, width) + 10)));
		if (types) {
			columns.add(Column.fixed("TYPE", 20));
		}
		if (states) {
			columns.add(Column.fixed("STATE", 20));
		}
		TextTable table = new TextTable(columns);
		groups.forEach((group) -> {
			List<@Nullable Object> cells = new ArrayList<>();
			cells.add(group.groupId());
			if (types) {
				cells.add(group.type().kafkaName());
			}
			if (states) {
				cells.add(group.state());
			}
			table.row(cells.toArray());
		});
		return table.toString();
	}

}
