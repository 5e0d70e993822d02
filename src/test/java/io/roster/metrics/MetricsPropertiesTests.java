package io.roster.metrics;

import java.util.Objects;

import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

import static org.assertj.core.api.Assertions.assertThat;

class MetricsPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Settings.class);

	@Test
	void defaultsAreTheDialectsOfMostDashboards() {
		this.runner.run((context) -> {
			MetricsProperties properties = context.getBean(MetricsProperties.class);
			assertThat(properties.dialects()).containsExactly(Dialect.KAFKA_EXPORTER, Dialect.LAG_EXPORTER,
					Dialect.ROSTER);
			assertThat(properties.clusterName()).isEqualTo("kafka");
			assertThat(properties.include()).isNull();
			assertThat(properties.exclude()).isNull();
		});
	}

	@Test
	void dialectsCanBeChosen() {
		this.runner.withPropertyValues("roster.metrics.dialects=burrow, KMinion,klag-exporter,burrow")
			.run((context) -> assertThat(context.getBean(MetricsProperties.class).dialects())
				.containsExactly(Dialect.BURROW, Dialect.KMINION, Dialect.KLAG_EXPORTER));
	}

	@Test
	void dialectsCanBeNone() {
		this.runner.withPropertyValues("roster.metrics.dialects=")
			.run((context) -> assertThat(context.getBean(MetricsProperties.class).dialects()).isEmpty());
	}

	@Test
	void unknownDialectFails() {
		this.runner.withPropertyValues("roster.metrics.dialects=kafka-exporter,kafka-minion").run((context) -> {
			FailureAnalysis analysis = SpringFactoriesLoader.forDefaultResourceLocation()
				.load(FailureAnalyzer.class, null,
						FailureHandler.logging(LogFactory.getLog(MetricsPropertiesTests.class)))
				.stream()
				.map((analyzer) -> analyzer.analyze(context.getStartupFailure()))
				.filter(Objects::nonNull)
				.findFirst()
				.orElseThrow();
			assertThat(analysis.getDescription()).contains("roster.metrics.dialects", "kafka-minion");
			assertThat(analysis.getAction()).contains("The following values are valid", "KAFKA_EXPORTER",
					"LAG_EXPORTER", "KLAG_EXPORTER", "BURROW", "KMINION");
		});
	}

	@Test
	void groupsCanBeChosen() {
		this.runner.withPropertyValues("roster.metrics.include=shop-.*", "roster.metrics.exclude=.*-test")
			.run((context) -> {
				MetricsProperties properties = context.getBean(MetricsProperties.class);
				assertThat(properties.include()).hasToString("shop-.*");
				assertThat(properties.exclude()).hasToString(".*-test");
			});
	}

	@Test
	void badExpressionFails() {
		this.runner.withPropertyValues("roster.metrics.include=shop-[")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("roster.metrics.include"));
	}

	@Test
	void clusterNeedsAName() {
		this.runner.withPropertyValues("roster.metrics.cluster-name=")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("roster.metrics.cluster-name must not be empty"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(MetricsProperties.class)
	static class Settings {

	}

}
