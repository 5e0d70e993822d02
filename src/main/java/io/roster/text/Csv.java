package io.roster.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

import io.roster.problem.InvalidRequestException;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * CSV as {@code kafka-consumer-groups.sh} writes it with {@code --export} and reads it
 * with {@code --from-file}: no header, commas, quotes only where they are needed.
 */
public final class Csv {

	private static final CSVFormat FORMAT = CSVFormat.DEFAULT.builder()
		.setRecordSeparator('\n')
		.setIgnoreEmptyLines(true)
		.setTrailingData(false)
		.setLenientEof(false)
		.get();

	private Csv() {
	}

	/**
	 * Writes rows.
	 * @param rows the rows
	 * @return a line for each, which ends in a line feed; empty if there is none
	 */
	public static String write(Collection<? extends List<?>> rows) {
		StringBuilder text = new StringBuilder();
		try {
			for (List<?> row : rows) {
				FORMAT.printRecord(text, row.toArray());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return text.toString();
	}

	/**
	 * Reads rows; empty lines are left out.
	 * @param text the text
	 * @param columns the names of the columns that each row has to have
	 * @return the rows, at least one
	 * @throws InvalidRequestException if it is no CSV, or a row has more or fewer columns
	 */
	public static List<Row> read(String text, String... columns) {
		List<Row> rows = new ArrayList<>();
		// Spreadsheets begin a file with a byte order mark.
		String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
		try (CSVParser parser = CSVParser.parse(plain, FORMAT)) {
			for (CSVRecord record : parser) {
				String field = "line " + parser.getCurrentLineNumber();
				if (record.size() != columns.length) {
					throw new InvalidRequestException(field,
							"must have the columns " + String.join(",", columns) + " and has " + record.size());
				}
				rows.add(new Row(field, record.toList(), Arrays.asList(columns)));
			}
		}
		catch (CSVException ex) {
			throw unreadable(ex);
		}
		catch (UncheckedIOException ex) {
			throw unreadable(ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		if (rows.isEmpty()) {
			throw new InvalidRequestException("body", "must have a line " + String.join(",", columns));
		}
		return rows;
	}

	private static InvalidRequestException unreadable(Exception cause) {
		String message = String.valueOf(cause.getMessage()).replaceFirst("^[\\w.]+Exception: ", "");
		InvalidRequestException problem = new InvalidRequestException("body", "is not CSV: " + message);
		problem.addSuppressed(cause);
		return problem;
	}

	/**
	 * A row of CSV.
	 *
	 * @param field which line it is, for messages
	 * @param cells its cells
	 * @param columns the names of the columns
	 */
	public record Row(String field, List<String> cells, List<String> columns) {

		public Row {
			cells = List.copyOf(cells);
			columns = List.copyOf(columns);
		}

		/**
		 * Returns a text.
		 * @param column the number of its column
		 * @return the text, not empty
		 * @throws InvalidRequestException if it is empty
		 */
		public String text(int column) {
			String text = this.cells.get(column);
			if (text.isEmpty()) {
				throw new InvalidRequestException(this.field, "has no " + this.columns.get(column));
			}
			return text;
		}

		/**
		 * Returns a number.
		 * @param column the number of its column
		 * @param max the largest that it may be
		 * @return the number, from 0
		 * @throws InvalidRequestException if it is none, or out of this range
		 */
		public long number(int column, long max) {
			String text = text(column).trim();
			try {
				long number = text.matches("\\d+") ? Long.parseLong(text) : -1;
				if (number >= 0 && number <= max) {
					return number;
				}
			}
			catch (NumberFormatException ex) {
				// More digits than any such number has: said below.
				text = "a number of " + text.length() + " digits";
			}
			throw new InvalidRequestException(this.field,
					"has " + text + " as " + this.columns.get(column) + ", which must be a number from 0");
		}

	}

}
