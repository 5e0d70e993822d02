package io.roster.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A table as Kafka's tools print it: columns padded with spaces, a dash for what is
 * missing.
 */
public final class TextTable {

	private final List<Column> columns;

	private final List<List<String>> rows = new ArrayList<>();

	/**
	 * Creates a table without rows.
	 * @param columns its columns
	 */
	public TextTable(Column... columns) {
		this(List.of(columns));
	}

	/**
	 * Creates a table without rows.
	 * @param columns its columns
	 */
	public TextTable(List<Column> columns) {
		this.columns = List.copyOf(columns);
	}

	/**
	 * Adds a row.
	 * @param cells one for each column, {@code null} for what is missing
	 */
	public void row(@Nullable Object... cells) {
		this.rows.add(Arrays.stream(cells).map((cell) -> (cell != null) ? cell.toString() : "-").toList());
	}

	/**
	 * Returns the table.
	 * @return lines that end in a line feed, the first of them the names of the columns
	 */
	@Override
	public String toString() {
		int[] widths = new int[this.columns.size()];
		for (int i = 0; i < widths.length; i++) {
			Column column = this.columns.get(i);
			widths[i] = column.width();
			for (List<String> row : this.rows) {
				widths[i] = column.grows() ? Math.max(widths[i], row.get(i).length()) : widths[i];
			}
		}
		StringBuilder text = new StringBuilder();
		line(text, this.columns.stream().map(Column::name).toList(), widths);
		this.rows.forEach((row) -> line(text, row, widths));
		return text.toString();
	}

	private static void line(StringBuilder text, List<String> cells, int[] widths) {
		for (int i = 0; i < widths.length; i++) {
			String cell = cells.get(i);
			text.append((i > 0) ? " " : "").append(cell);
			text.append(" ".repeat(Math.max(0, widths[i] - cell.length())));
		}
		text.append('\n');
	}

	/**
	 * A column.
	 *
	 * @param name what stands above it
	 * @param width how wide it is at least, 0 for the last one that is not padded
	 * @param grows whether it gets as wide as its widest cell
	 */
	public record Column(String name, int width, boolean grows) {

		/**
		 * A column that gets as wide as its widest cell.
		 * @param name what stands above it
		 * @param width how wide it is at least
		 * @return the column
		 */
		public static Column growing(String name, int width) {
			return new Column(name, width, true);
		}

		/**
		 * A column whose width does not depend on what is in it.
		 * @param name what stands above it
		 * @param width how wide it is
		 * @return the column
		 */
		public static Column fixed(String name, int width) {
			return new Column(name, width, false);
		}

		/**
		 * The last column, which is not padded.
		 * @param name what stands above it
		 * @return the column
		 */
		public static Column last(String name) {
			return new Column(name, 0, false);
		}

	}

}
