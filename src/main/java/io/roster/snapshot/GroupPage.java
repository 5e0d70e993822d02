package io.roster.snapshot;

import java.time.Instant;
import java.util.List;

import io.roster.cluster.ReadError;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list of groups.
 *
 * @param groups the groups, none if none matches
 * @param total how many match on all pages
 * @param limit how many a page has at most
 * @param next the cursor of the next page, {@code null} on the last one
 * @param asOf when the cluster was read
 * @param errors what could not be read, usually nothing
 */
record GroupPage(List<GroupSummary> groups, int total, int limit, @Nullable String next, Instant asOf,
		List<ReadError> errors) {

	GroupPage {
		groups = List.copyOf(groups);
		errors = List.copyOf(errors);
	}

	/** Tells answers apart by what is in them. */
	String eTag() {
		return "\"" + Long.toHexString(this.asOf.toEpochMilli()) + "-" + Integer.toHexString(hashCode()) + "\"";
	}

}
