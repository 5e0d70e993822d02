package io.roster.metrics;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

import io.roster.snapshot.PartitionTimeLags;
import io.roster.snapshot.Snapshot;
import io.roster.snapshot.SnapshotFixture;
import io.roster.snapshot.SnapshotSource;
import io.roster.support.Http;
import io.roster.support.RosterTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a scraper gets over HTTP. */
@RosterTest
@Import(PrometheusExtensionTests.Snapshots.class)
class PrometheusExtensionTests {

	private static final String TEXT = "text/plain;version=0.0.4";

	/** What Prometheus 3 sends. */
	private static final String PROMETHEUS = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
			+ "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
			+ "text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

	private static final String PROTOBUF = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
			+ "encoding=delimited";

	@Autowired
	private Http http;

	@Autowired
	private SnapshotMeters meters;

	@Autowired
	private Newest newest;

	@BeforeEach
	void aSnapshot() {
		this.newest.set(Scrapes.cluster(3, 4));
		this.newest.failing = false;
	}

	@Test
	void textHasMetersAndThenGroups() {
		Http.Answer answer = scrape(TEXT);
		assertThat(answer.header("Content-Type")).isEqualTo("text/plain;version=0.0.4;charset=utf-8");
		Map<String, Integer> families = ExpositionFormat.read(answer.text(), false);
		assertThat(families).containsKeys("jvm_memory_used_bytes", "roster_snapshot_age_seconds")
			.containsEntry("kafka_consumergroup_lag", 12)
			.containsEntry("kafka_consumergroup_group_lag", 12)
			.containsEntry("kafka_consumergroup_group_state", 3);
		assertThat(families.keySet()).noneMatch((name) -> name.startsWith("burrow_") || name.startsWith("kminion_"));
		assertThat(answer.text().indexOf("jvm_")).isLessThan(answer.text().indexOf("kafka_brokers"));
	}

	@Test
	void openMetricsEndsOnce() {
		Http.Answer answer = scrape(PROMETHEUS);
		assertThat(answer.header("Content-Type")).isEqualTo("application/openmetrics-text;version=1.0.0;charset=utf-8");
		assertThat(ExpositionFormat.read(answer.text(), true)).containsKey("jvm_memory_used_bytes")
			.containsEntry("kafka_consumergroup_lag", 12);
		assertThat(answer.text().indexOf("# EOF")).isEqualTo(answer.text().length() - "# EOF\n".length());
	}

	@Test
	void whoeverAsksForBinaryGetsText() {
		Http.Answer answer = scrape(PROTOBUF);
		assertThat(answer.header("Content-Type")).isEqualTo("text/plain;version=0.0.4;charset=utf-8");
		assertThat(ExpositionFormat.read(answer.text(), false)).containsEntry("kafka_consumergroup_lag", 12);
	}

	@Test
	void withoutSnapshotThereAreOnlyMeters() {
		this.newest.set(null);
		assertThat(ExpositionFormat.read(scrape(TEXT).text(), false)).containsKey("jvm_memory_used_bytes")
			.doesNotContainKey("kafka_brokers");
		assertThat(ExpositionFormat.read(scrape(PROMETHEUS).text(), true)).doesNotContainKey("kafka_brokers");
	}

	@Test
	void namesCanBeChosen() {
		Http.Answer answer = this.http
			.get("/actuator/prometheus?includedNames=kafka_brokers&includedNames=jvm_threads_live_threads");
		assertThat(ExpositionFormat.read(answer.text(), false)).containsOnlyKeys("jvm_threads_live_threads",
				"kafka_brokers");
	}

	@Test
	void largeTextIsCompressedOnItsWay() throws Exception {
		this.newest.set(Scrapes.cluster(2000, 20));
		HttpResponse<byte[]> answer = compressed(TEXT);
		assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
		byte[] text = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
		assertThat(text.length).isGreaterThan(10 * answer.body().length);
		assertThat(ExpositionFormat.read(new String(text, StandardCharsets.UTF_8), false))
			.containsEntry("kafka_consumergroup_lag", 40_000);
		assertThat(compressed(PROMETHEUS).headers().firstValue("Content-Encoding")).hasValue("gzip");
	}

	@Test
	void halfATextCannotBeReadAsAWholeOne() {
		this.newest.failing = true;
		String half = scrape(TEXT).text();
		assertThat(half).contains("kafka_consumergroup_group_lag{")
			.endsWith("\n! The rest is missing, Roster's log tells why\n");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> ExpositionFormat.read(half, false))
			.withMessageContaining("! The rest is missing");
		assertThat(scrape(PROMETHEUS).text()).doesNotContain("# EOF");
	}

	@Test
	void metersTellOfSnapshotsCallsAndWorkers() {
		Instant asOf = Instant.now().minusSeconds(100);
		Snapshot old = SnapshotFixture.snapshot(asOf, Duration.ofMillis(1500),
				SnapshotFixture.group("g", "Empty", List.of(),
						SnapshotFixture.topic(SnapshotFixture.log("t", new long[2], new long[2]), null, null)),
				SnapshotFixture.internalGroup("roster"));
		this.newest.set(old);
		this.http.get("/groups/nobody-" + asOf.toEpochMilli());
		double before = value("roster_snapshot_refresh_seconds_sum");
		this.meters.observed(old);
		assertThat(value("roster_snapshot_refresh_seconds_sum") - before).isEqualTo(1.5);
		assertThat(value("roster_snapshot_age_seconds")).isBetween(100.0, 160.0);
		assertThat(value("roster_snapshot_groups")).isEqualTo(1);
		assertThat(value("roster_snapshot_partitions")).isEqualTo(2);
		assertThat(value("roster_snapshot_errors_total")).isZero();
		assertThat(scrape(TEXT).text()).contains("roster_cluster_calls_total{api=\"describeClassicGroups\"}")
			.contains("roster_worker_records_total{outcome=\"dead-lettered\"}")
			.contains("roster_worker_rebalances_total{event=\"lost\"}");
	}

	@Test
	void snapshotsThatAreOnlyBroughtUpToDateCountAsTheOneThatWasRead() {
		Instant readAt = Instant.now().minusSeconds(100);
		Duration took = Duration.ofMillis(4321);
		this.meters.observed(SnapshotFixture.snapshot(readAt, took));
		double before = value("roster_snapshot_refresh_seconds_sum");
		Snapshot later = SnapshotFixture.snapshot(Instant.now(), readAt, Duration.ofMillis(5), 3);
		this.meters.observed(later);
		this.newest.set(later);
		assertThat(value("roster_snapshot_refresh_seconds_sum")).isEqualTo(before);
		assertThat(value("kafka_consumergroup_poll_time_ms{cluster_name=\"kafka\"}")).isEqualTo(4321);
		assertThat(value("roster_snapshot_age_seconds")).isBetween(100.0, 160.0);
	}

	@Test
	void ageIsThatOfTheServiceWhileThereIsNoSnapshot() {
		this.newest.set(null);
		double age = value("roster_snapshot_age_seconds");
		assertThat(age).isPositive();
		assertThat(value("roster_snapshot_age_seconds")).isGreaterThanOrEqualTo(age);
	}

	private double value(String name) {
		return scrape(TEXT).text()
			.lines()
			.filter((line) -> line.startsWith(name + " "))
			.mapToDouble((line) -> Double.parseDouble(line.substring(name.length() + 1)))
			.findAny()
			.orElseThrow();
	}

	private Http.Answer scrape(String accept) {
		Http.Answer answer = this.http.get("/actuator/prometheus", "Accept", accept);
		assertThat(answer.status()).isEqualTo(200);
		return answer;
	}

	private HttpResponse<byte[]> compressed(String accept) throws IOException, InterruptedException {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create(this.http.base() + "/actuator/prometheus"))
				.headers("Accept", accept, "Accept-Encoding", "gzip")
				.build(), HttpResponse.BodyHandlers.ofByteArray());
	}

	/** A cluster as the test wants it. */
	static class Newest implements SnapshotSource {

		private volatile @Nullable Snapshot snapshot;

		private volatile boolean failing;

		void set(@Nullable Snapshot snapshot) {
			this.snapshot = snapshot;
		}

		@Override
		public @Nullable Snapshot newest() {
			return this.snapshot;
		}

		@Override
		public Snapshot current() {
			throw new UnsupportedOperationException();
		}

		@Override
		public Snapshot fresh() {
			throw new UnsupportedOperationException();
		}

	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Snapshots {

		@Bean
		@Primary
		Newest newest() {
			return new Newest();
		}

		@Bean
		@Primary
		PartitionTimeLags timeLagSource(Newest newest) {
			return (group, topic, row) -> {
				if (newest.failing) {
					throw new NullPointerException("as the test has it");
				}
				return 1000;
			};
		}

	}

}
