package io.roster.snapshot;

/**
 * Looks at every snapshot before anybody else sees it, on the thread that reads them: for
 * what is worked out from one snapshot to the next.
 */
@FunctionalInterface
public interface SnapshotObserver {

	/**
	 * Takes a look at a snapshot.
	 * @param snapshot the newest one
	 */
	void observed(Snapshot snapshot);

}
