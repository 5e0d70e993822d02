package io.roster.metrics;

import java.util.List;

import io.roster.metrics.Family.Meaning;

/** The families that this service alone has, for prometheus-adapter and alert rules. */
final class RosterNames {

	private RosterNames() {
	}

	static List<Family> families(String clusterName) {
		Naming naming = new Naming("cluster_name", clusterName, "group", "topic", "partition");
		return List.of(
				naming.ofGroups(
						Meaning.of("roster_group_wanted_members", "How many members would hold a time lag of a minute"),
						Scrape::wantedMembers),
				naming.ofGroups(Meaning.of("roster_group_health", "How a group is: 1 ok, 2 warning, 3 error"),
						Scrape::health));
	}

}
