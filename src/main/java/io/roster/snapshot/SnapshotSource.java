package io.roster.snapshot;

import org.jspecify.annotations.Nullable;

/** Where the newest snapshot is to be had. */
public interface SnapshotSource {

	/**
	 * Returns the newest snapshot.
	 * @return {@code null} if the cluster was not read yet
	 */
	@Nullable Snapshot newest();

	/**
	 * Returns a snapshot, and waits for the first one.
	 * @return the newest
	 * @throws io.roster.problem.ProblemException if there is none and the cluster cannot
	 * be read
	 */
	Snapshot current();

	/**
	 * Returns a snapshot whose read begins after this call, shared by all who ask at that
	 * time.
	 * @return a newer one than any before
	 * @throws io.roster.problem.ProblemException if the cluster cannot be read
	 */
	Snapshot fresh();

}
