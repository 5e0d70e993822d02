package io.roster.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;

/** What a bench found, printed and written as Markdown. */
public final class BenchTable {

	private static final Path FILE = Path.of("target", "bench.md");

	private final StringBuilder text = new StringBuilder();

	public BenchTable(String title, String... columns) {
		this.text.append("\n### ").append(title).append("\n\n");
		row(columns);
		row(Arrays.stream(columns).map((column) -> "---").toArray(String[]::new));
	}

	public void row(String... cells) {
		this.text.append("| ").append(String.join(" | ", cells)).append(" |\n");
	}

	public static String number(double value, int digits) {
		return String.format(Locale.ROOT, "%,." + digits + "f", value);
	}

	public static double median(double[] values) {
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

	public void print() {
		System.out.println(this.text);
		try {
			Files.writeString(FILE, this.text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
