package io.roster.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Compares expressions of Prometheus with the labels of a scrape. */
final class Expressions {

	private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool", "offset");

	/** What Prometheus adds to each series. */
	private static final Set<String> ADDED = Set.of("instance", "job");

	private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"(?:[^\"\\\\]|\\\\.)*\"");

	private static final Pattern SELECTOR = Pattern.compile("(\\w+)\\{([^}]*)}");

	private static final Pattern CLAUSE = Pattern.compile("\\b(by|without)\\s*\\(([^)]*)\\)\\s*(?=\\()");

	private static final Pattern ON = Pattern.compile("\\b(?:on|ignoring)\\s*\\(([^)]*)\\)");

	private static final Pattern OPERATOR = Pattern.compile("\\b(and|or|unless)\\b|[<>=!]=?");

	private final Map<String, Set<String>> labels = new HashMap<>();

	/** Takes the lines of a scrape. */
	Expressions(List<String> series) {
		for (String line : series) {
			Set<String> names = this.labels.computeIfAbsent(line.split("[{ ]", 2)[0], (name) -> new HashSet<>(ADDED));
			int opening = line.indexOf('{');
			if (opening >= 0) {
				names.addAll(labelNames(line.substring(opening)));
			}
		}
		this.labels.put("up", ADDED);
	}

	private static List<String> labelNames(String matchers) {
		return LABEL.matcher(matchers).results().map((result) -> result.group(1)).toList();
	}

	/** Names that no series of the metrics they stand with has; none if all is well. */
	List<String> problems(String expression) {
		List<String> problems = new ArrayList<>();
		SELECTOR.matcher(expression)
			.results()
			.forEach((selector) -> labelNames(selector.group(2)).stream()
				.filter((name) -> !of(selector.group(1)).contains(name))
				.forEach((name) -> problems.add(name + " of " + selector.group(1))));
		Matcher clause = CLAUSE.matcher(expression);
		while (clause.find()) {
			for (String metric : metrics(inParentheses(expression, clause.end()))) {
				if (!of(metric).containsAll(names(clause.group(2)))) {
					problems.add(clause.group(1) + " (" + clause.group(2) + ") of " + metric);
				}
			}
		}
		List<String> sides = List.of(ON.split(expression));
		Matcher on = ON.matcher(expression);
		for (int i = 1; on.find(); i++) {
			for (String side : List.of(sides.get(0), sides.get(i))) {
				if (!labels(side).containsAll(names(on.group(1)))) {
					problems.add("on (" + on.group(1) + ")");
				}
			}
		}
		return problems.stream().distinct().toList();
	}

	/** The labels that the answer to an expression has: those of its first operand. */
	Set<String> labels(String expression) {
		String operand = OPERATOR.split(expression.replaceAll("\\{[^}]*}", "").strip(), 2)[0];
		Matcher clause = CLAUSE.matcher(operand);
		if (clause.find() && clause.group(1).equals("by")) {
			return names(clause.group(2));
		}
		Set<String> labels = new TreeSet<>();
		metrics(operand).forEach((metric) -> labels.addAll(of(metric)));
		clause.reset();
		if (clause.find()) {
			labels.removeAll(names(clause.group(2)));
		}
		return labels;
	}

	private Set<String> of(String metric) {
		return this.labels.getOrDefault(metric, Set.of());
	}

	private static Set<String> names(String list) {
		return Arrays.stream(list.split(",")).map(String::strip).collect(Collectors.toCollection(TreeSet::new));
	}

	private static String inParentheses(String text, int opening) {
		int depth = 0;
		for (int i = opening; i < text.length(); i++) {
			depth += (text.charAt(i) == '(') ? 1 : (text.charAt(i) == ')') ? -1 : 0;
			if (depth == 0) {
				return text.substring(opening + 1, i);
			}
		}
		throw new IllegalArgumentException(text);
	}

	/** The names of the metrics in an expression: what is left of it without all else. */
	static Set<String> metrics(String expression) {
		String rest = expression.replaceAll("\"[^\"]*\"", "")
			.replaceAll("\\{[^}]*}", "")
			.replaceAll("\\[[^]]*]", "")
			.replaceAll("\\b(by|without|on|ignoring)\\s*\\([^)]*\\)", "");
		return Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(?![a-zA-Z0-9_:]*\\s*\\()")
			.matcher(rest)
			.results()
			.map((result) -> result.group())
			.filter((name) -> !KEYWORDS.contains(name))
			.collect(Collectors.toSet());
	}

}
