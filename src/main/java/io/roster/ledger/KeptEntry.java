package io.roster.ledger;

import io.roster.delivery.LedgerEntry;

/**
 * An entry of the ledger, and whose it is.
 *
 * @param groupId the group
 * @param workerId the worker
 * @param instance the replica that ran it
 * @param entry what it processed
 */
record KeptEntry(String groupId, String workerId, String instance, LedgerEntry entry) {

	/** The same for each state of an entry. */
	String key() {
		return this.groupId + "\n" + this.entry.topic() + "\n" + this.entry.partition() + "\n" + this.workerId + "\n"
				+ this.instance + "\n" + this.entry.assignedAt();
	}

	String partitionKey() {
		return this.entry.topic() + "\n" + this.entry.partition();
	}

}
