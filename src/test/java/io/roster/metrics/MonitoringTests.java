package io.roster.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.roster.support.Http;
import io.roster.support.RosterTest;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is in {@code src/monitoring} asks only for what there is, and finds its way from
 * docker-compose.yml.
 */
@RosterTest
@Import(PrometheusExtensionTests.Snapshots.class)
class MonitoringTests {

	private static final Path MONITORING = Path.of("src", "monitoring");

	/** Those of docker-compose.yml. */
	private static final Dialect[] DIALECTS = { Dialect.KAFKA_EXPORTER, Dialect.LAG_EXPORTER, Dialect.KLAG_EXPORTER,
			Dialect.ROSTER };

	@Autowired
	private Http http;

	@Autowired
	private PrometheusExtensionTests.Newest newest;

	@Test
	void dashboardAsksForMetricsThatThereAre() throws IOException {
		JsonNode dashboard = dashboard();
		Set<String> names = new TreeSet<>();
		dashboard.path("panels")
			.forEach((panel) -> panel.path("targets")
				.forEach((target) -> names.addAll(Expressions.metrics(target.path("expr").asString()))));
		assertThat(names).hasSizeGreaterThan(15);
		dashboard.path("templating").path("list").forEach((variable) -> {
			Matcher values = Pattern.compile("label_values\\((.*), \\w+\\)")
				.matcher(variable.path("definition").asString(""));
			if (values.matches()) {
				names.addAll(Expressions.metrics(values.group(1)));
			}
		});
		assertThat(written(DIALECTS[0], DIALECTS[1])).containsAll(names);
	}

	@Test
	void panelsAreTold() throws IOException {
		Set<Integer> ids = new HashSet<>();
		dashboard().path("panels").forEach((panel) -> {
			assertThat(ids.add(panel.path("id").asInt())).as("id of %s", panel.path("title")).isTrue();
			panel.path("targets")
				.forEach((target) -> assertThat(target.path("datasource").path("uid").asString())
					.isEqualTo("${datasource}"));
		});
		assertThat(ids).hasSizeGreaterThan(15);
	}

	@Test
	void rulesAskForMetricsThatThereAre() throws IOException {
		Set<String> names = new TreeSet<>();
		rules().forEach((rule) -> names.addAll(Expressions.metrics(rule.get("expr").toString())));
		assertThat(names).contains("up", "kafka_consumergroup_group_max_lag_seconds");
		names.remove("up");
		assertThat(written(DIALECTS)).containsAll(names);
	}

	@Test
	void rulesNameLabelsThatThereAre() throws IOException {
		Expressions expressions = new Expressions(scraped(DIALECTS));
		Pattern label = Pattern.compile("\\$labels\\.(\\w+)");
		for (Map<String, Object> rule : rules()) {
			String expression = rule.get("expr").toString();
			assertThat(expressions.problems(expression)).as("%s", rule.get("alert")).isEmpty();
			assertThat(label.matcher(rule.get("annotations").toString()).results().map((result) -> result.group(1)))
				.as("%s", rule.get("alert"))
				.isSubsetOf(expressions.labels(expression));
		}
	}

	@Test
	void labelsThatThereAreNotAreFound() {
		Expressions expressions = new Expressions(List.of("lag{group=\"g\",topic=\"t\"} 1", "age 1"));
		assertThat(
				expressions.problems("max by (group) (lag{topic=\"t\"}) > 0 and on (group) sum without (topic) (lag)"))
			.isEmpty();
		assertThat(expressions.labels("max by (group) (lag) > 0")).containsExactly("group");
		assertThat(expressions.labels("sum without (topic) (lag)")).contains("group", "instance")
			.doesNotContain("topic");
		assertThat(expressions.labels("age > 60")).containsOnly("instance", "job");
		assertThat(expressions.problems("max by (consumergroup) (lag)")).containsExactly("by (consumergroup) of lag");
		assertThat(expressions.problems("lag{consumergroup=\"g\"}")).containsExactly("consumergroup of lag");
		assertThat(expressions.problems("max by (group) (lag) and on (topic) lag")).containsExactly("on (topic)");
	}

	@Test
	void composeMountsWhatThereIs() throws IOException {
		Map<String, Map<String, Object>> services = at(yaml(Path.of("docker-compose.yml")), "services");
		assertThat(services.get("prometheus")).containsEntry("profiles", List.of("monitoring"));
		assertThat(services.get("grafana")).containsEntry("profiles", List.of("monitoring"));
		List<Path> mounted = services.values()
			.stream()
			.flatMap((service) -> ((List<?>) service.getOrDefault("volumes", List.of())).stream())
			.map((volume) -> volume.toString().split(":")[0])
			.filter((source) -> source.startsWith("./"))
			.map(Path::of)
			.toList();
		assertThat(mounted).hasSize(4).allSatisfy((path) -> assertThat(path).exists());
		Map<String, String> environment = at(services.get("roster"), "environment");
		assertThat(environment).containsEntry("ROSTER_METRICS_DIALECTS",
				Stream.of(DIALECTS)
					.map((dialect) -> dialect.name().toLowerCase(Locale.ROOT).replace('_', '-'))
					.collect(Collectors.joining(",")));
	}

	@Test
	void prometheusScrapesTheServiceOfCompose() throws IOException {
		Map<String, Object> prometheus = yaml(MONITORING.resolve("prometheus.yml"));
		assertThat((List<?>) prometheus.get("rule_files"))
			.allSatisfy((file) -> assertThat(MONITORING.resolve(file.toString())).exists());
		List<Map<String, Object>> jobs = at(prometheus, "scrape_configs");
		assertThat(jobs).singleElement().satisfies((job) -> {
			assertThat(job).containsEntry("job_name", "roster").containsEntry("metrics_path", "/actuator/prometheus");
			assertThat(job.get("dns_sd_configs"))
				.hasToString("[{names=[roster], type=A, port=8080, refresh_interval=15s}]");
		});
		assertThat(yaml(MONITORING.resolve("grafana/provisioning/datasources/prometheus.yml")).toString())
			.contains("url=http://prometheus:9090");
		assertThat(yaml(MONITORING.resolve("grafana/provisioning/dashboards/roster.yml")).toString())
			.contains("path=/var/lib/grafana/dashboards");
	}

	/** All series, those of all groups with the dialects. */
	private List<String> scraped(Dialect... dialects) {
		this.newest.set(Scrapes.cluster(1, 2));
		return Stream
			.concat(this.http.get("/actuator/prometheus").text().lines(),
					Scrapes
						.text(new Scrape(Scrapes.cluster(1, 2), Scrapes.ALL, (group, topic, row) -> 1, null), dialects)
						.lines())
			.filter((line) -> !line.startsWith("#"))
			.toList();
	}

	/** The names of all series. */
	private Set<String> written(Dialect... dialects) {
		Set<String> names = scraped(dialects).stream()
			.map((line) -> line.split("[{ ]", 2)[0])
			.collect(Collectors.toCollection(HashSet::new));
		Scrapes.families(dialects).forEach((family) -> names.add(family.name()));
		return names;
	}

	private static JsonNode dashboard() throws IOException {
		return JsonMapper.shared()
			.readTree(Files.readString(MONITORING.resolve("grafana/dashboards/consumer-groups.json")));
	}

	private static List<Map<String, Object>> rules() throws IOException {
		List<Map<String, Object>> groups = at(yaml(MONITORING.resolve("alerts.yml")), "groups");
		return groups.stream()
			.flatMap((group) -> MonitoringTests.<List<Map<String, Object>>>at(group, "rules").stream())
			.toList();
	}

	private static Map<String, Object> yaml(Path file) throws IOException {
		return new Yaml().load(Files.readString(file));
	}

	@SuppressWarnings("unchecked")
	private static <T> T at(Map<String, Object> map, String key) {
		return (T) map.get(key);
	}

}
