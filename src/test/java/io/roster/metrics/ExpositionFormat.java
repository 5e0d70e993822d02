package io.roster.metrics;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A strict reader of Prometheus' text formats: what it takes, every scraper takes. Not
 * for exemplars and time stamps, which nothing here has.
 */
final class ExpositionFormat {

	private static final Pattern META = Pattern.compile("# (HELP|TYPE|UNIT) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)");

	private static final Pattern SAMPLE = Pattern
		.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{(.*)})? " + "(-?(?:\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)|[+-]Inf|NaN)");

	private static final Pattern LABEL = Pattern
		.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");

	private final Map<String, Integer> samples = new LinkedHashMap<>();

	private final Set<String> series = new HashSet<>();

	private final Set<String> described = new HashSet<>();

	private String family = "";

	private ExpositionFormat() {
	}

	/**
	 * Reads a text.
	 * @param text the text
	 * @param openMetrics whether it is the newer format
	 * @return the names of the families, and how many samples each has
	 * @throws AssertionError if it breaks a rule
	 */
	static Map<String, Integer> read(String text, boolean openMetrics) {
		String body = text;
		if (openMetrics) {
			check(text.endsWith("\n# EOF\n"), "No end of file", text.substring(Math.max(0, text.length() - 80)));
			body = text.substring(0, text.length() - "# EOF\n".length());
		}
		check(body.isEmpty() || body.endsWith("\n"), "No line feed at the end", body);
		check(body.indexOf('\0') < 0, "A NUL", "");
		ExpositionFormat format = new ExpositionFormat();
		for (int at = 0; at < body.length();) {
			int end = body.indexOf('\n', at);
			format.line(body.substring(at, end));
			at = end + 1;
		}
		return format.samples;
	}

	private void line(String line) {
		if (line.startsWith("#")) {
			Matcher meta = META.matcher(line);
			check(meta.matches(), "Neither HELP nor TYPE", line);
			if (!meta.group(2).equals(this.family)) {
				this.family = meta.group(2);
				check(this.samples.putIfAbsent(this.family, 0) == null, "Family in two places", line);
			}
			check(this.described.add(meta.group(1) + " " + this.family), "Said twice", line);
			check(this.samples.get(this.family) == 0, "Said after samples", line);
			return;
		}
		Matcher sample = SAMPLE.matcher(line);
		check(sample.matches(), "No sample", line);
		String name = sample.group(1);
		check(name.equals(this.family)
				|| name.matches(Pattern.quote(this.family) + "_(sum|count|max|bucket|total|created|info)"),
				"Sample of another family than " + this.family, line);
		check(this.described.contains("TYPE " + this.family), "No TYPE", line);
		String labels = (sample.group(3) != null) ? sample.group(3) : "";
		labels(labels, line);
		check(this.series.add(name + "{" + labels), "Sample twice", line);
		this.samples.merge(this.family, 1, Integer::sum);
	}

	private static void labels(String labels, String line) {
		Matcher label = LABEL.matcher(labels);
		Set<String> names = new HashSet<>();
		int at = 0;
		while (at < labels.length()) {
			check(label.find(at) && label.start() == at, "Bad label", line);
			check(names.add(label.group(1)), "Label twice", line);
			at = label.end();
		}
	}

	private static void check(boolean rule, String what, String where) {
		if (!rule) {
			throw new AssertionError(what + ": " + where);
		}
	}

}
