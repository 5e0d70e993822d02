package io.roster.metrics;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

import io.roster.snapshot.PartitionTimeLags;
import io.roster.snapshot.Snapshot;
import io.roster.snapshot.SnapshotSource;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.ConditionalOnEnabledMetricsExport;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusOutputFormat;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusScrapeEndpoint;
import org.springframework.core.io.AbstractResource;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;

/**
 * Has {@code /actuator/prometheus} answer the series of the groups after the meters that
 * Spring Boot's endpoint answers, whose operation it takes the place of. Whoever asks for
 * Prometheus' binary format gets the text format, as its content type says: a family of
 * the former begins with its length, which is not known before it is written.
 */
@Component
@EndpointWebExtension(endpoint = PrometheusScrapeEndpoint.class)
@ConditionalOnAvailableEndpoint(PrometheusScrapeEndpoint.class)
@ConditionalOnEnabledMetricsExport("prometheus")
class PrometheusExtension {

	private static final byte[] OPEN_METRICS_END = "# EOF\n".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] NO_END = {};

	private final PrometheusScrapeEndpoint meters;

	private final SnapshotMeters snapshotMeters;

	private final ObjectProvider<SnapshotSource> snapshots;

	private final ObjectProvider<PartitionTimeLags> timeLag;

	private final ObjectProvider<StatusSource> status;

	private final List<Family> families;

	private final GroupFilter filter;

	PrometheusExtension(PrometheusScrapeEndpoint meters, SnapshotMeters snapshotMeters,
			ObjectProvider<SnapshotSource> snapshots, ObjectProvider<PartitionTimeLags> timeLag,
			ObjectProvider<StatusSource> status, MetricsProperties properties) {
		this.meters = meters;
		this.snapshotMeters = snapshotMeters;
		this.snapshots = snapshots;
		this.timeLag = timeLag;
		this.status = status;
		this.families = properties.dialects()
			.stream()
			.flatMap((dialect) -> dialect.families(properties.clusterName()).stream())
			.toList();
		this.filter = new GroupFilter(properties.include(), properties.exclude());
	}

	/**
	 * Returns all series.
	 * @param format the format that the scraper likes best
	 * @param includedNames the families to answer, all if {@code null}
	 * @return a text that is made while it is sent
	 */
	@ReadOperation(producesFrom = PrometheusOutputFormat.class)
	WebEndpointResponse<Resource> scrape(PrometheusOutputFormat format, @Nullable Set<String> includedNames) {
		PrometheusOutputFormat text = (format != PrometheusOutputFormat.CONTENT_TYPE_PROTOBUF) ? format
				: PrometheusOutputFormat.CONTENT_TYPE_004;
		byte[] meters = Objects.requireNonNull(this.meters.scrape(text, includedNames).getBody());
		return new WebEndpointResponse<>(body(meters, includedNames), text);
	}

	private Resource body(byte[] meters, @Nullable Set<String> includedNames) {
		SnapshotSource source = this.snapshots.getIfAvailable();
		Snapshot snapshot = (source != null) ? source.newest() : null;
		if (snapshot == null) {
			return new Body(() -> new ByteArrayInputStream(meters));
		}
		Scrape scrape = new Scrape(snapshot, this.snapshotMeters.took(snapshot), this.filter,
				this.timeLag.getIfAvailable(), this.status.getIfAvailable());
		List<Family> families = (includedNames == null) ? this.families
				: this.families.stream().filter((family) -> includedNames.contains(family.name())).toList();
		int length = meters.length - (endsOpenMetrics(meters) ? OPEN_METRICS_END.length : 0);
		byte[] ending = (length < meters.length) ? OPEN_METRICS_END : NO_END;
		return new Body(() -> new Exposition(meters, length, families, scrape, ending));
	}

	private static boolean endsOpenMetrics(byte[] text) {
		int from = text.length - OPEN_METRICS_END.length;
		return from >= 0 && Arrays.equals(text, from, text.length, OPEN_METRICS_END, 0, OPEN_METRICS_END.length);
	}

	/** A text that is as long as it turns out to be. */
	private static final class Body extends AbstractResource {

		private final Supplier<InputStream> text;

		Body(Supplier<InputStream> text) {
			this.text = text;
		}

		@Override
		public InputStream getInputStream() {
			return this.text.get();
		}

		@Override
		public long contentLength() {
			return -1;
		}

		@Override
		public String getDescription() {
			return "Prometheus metrics";
		}

	}

}
