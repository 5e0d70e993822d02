package io.roster.metrics;

import java.util.List;
import java.util.function.Function;

/**
 * Whose names the series of the groups have: those of an exporter that dashboards and
 * alert rules were made for, to the letter. No two have a name in common, so any of them
 * go together.
 */
enum Dialect {

	/** Of danielqsj/kafka_exporter, which Strimzi's dashboards use too. */
	KAFKA_EXPORTER(KafkaExporterNames::families),

	/**
	 * Of seglo/kafka-lag-exporter, and the state of groups by softwaremill/klag-exporter.
	 */
	LAG_EXPORTER(LagExporterNames::families),

	/**
	 * What softwaremill/klag-exporter has beyond kafka-lag-exporter: how near unread
	 * records are to being deleted.
	 */
	KLAG_EXPORTER(LagExporterNames::retentionFamilies),

	/** This service's own. */
	ROSTER(RosterNames::families),

	/** Of linkedin/Burrow. */
	BURROW(BurrowNames::families),

	/** Of redpanda-data/kminion. */
	KMINION(KminionNames::families);

	private final Function<String, List<Family>> families;

	Dialect(Function<String, List<Family>> families) {
		this.families = families;
	}

	/**
	 * Returns the dialect's families.
	 * @param clusterName what its label for the cluster says, if it has one
	 * @return in the order in which they are written
	 */
	List<Family> families(String clusterName) {
		return this.families.apply(clusterName);
	}

}
