package io.roster.offset;

import java.util.Collection;
import java.util.List;

import io.roster.text.Csv;
import io.roster.text.TextTable;
import io.roster.text.TextTable.Column;

/** Resets as {@code kafka-consumer-groups.sh --reset-offsets} prints and exports them. */
final class ResetTables {

	private ResetTables() {
	}

	static String csv(ResetAnswer reset) {
		return Csv.write(reset.partitions()
			.stream()
			.filter((row) -> row.to() != null)
			.map((row) -> List.of(row.topic(), row.partition(), String.valueOf(row.to())))
			.toList());
	}

	static String groupsCsv(Collection<ResetAnswer> resets) {
		return Csv.write(resets.stream()
			.flatMap((reset) -> reset.partitions()
				.stream()
				.filter((row) -> row.to() != null)
				.map((row) -> List.of(reset.groupId(), row.topic(), row.partition(), String.valueOf(row.to()))))
			.toList());
	}

	static String text(Collection<ResetAnswer> resets) {
		TextTable table = new TextTable(Column.growing("GROUP", 15), Column.growing("TOPIC", 15),
				Column.fixed("PARTITION", 10), Column.last("NEW-OFFSET"));
		resets.forEach((reset) -> reset.partitions()
			.forEach((row) -> table.row(reset.groupId(), row.topic(), row.partition(), row.to())));
		return "\n" + table;
	}

}
