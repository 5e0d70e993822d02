package io.roster.commits;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How far the reading of commits has come.
 *
 * @param caughtUp whether all that was committed up to some seconds ago is known
 * @param asOf up to when all commits of all groups are known, {@code null} if they were
 * not yet read to any end
 * @param behind how many records are still to be read, {@code null} if that is not known
 * @param openTransactions in how many partitions of Kafka's topic a transaction that has
 * not ended keeps back what was committed after it
 * @param error why nothing is read at present, {@code null} if it is
 */
public record CommitProgress(boolean caughtUp, @Nullable Instant asOf, @Nullable Long behind, int openTransactions,
		@Nullable String error) {

	/** Before anything was read. */
	static final CommitProgress NONE = new CommitProgress(false, null, null, 0, null);

	/** The same, but not caught up if it is older than some time. */
	CommitProgress since(Instant oldest) {
		boolean isNew = this.asOf != null && !this.asOf.isBefore(oldest);
		return (isNew || !this.caughtUp) ? this
				: new CommitProgress(false, this.asOf, this.behind, this.openTransactions, this.error);
	}

	/** The same, but for an error that keeps it from going on. */
	CommitProgress failed(String error) {
		return new CommitProgress(false, this.asOf, this.behind, this.openTransactions, error);
	}

}
