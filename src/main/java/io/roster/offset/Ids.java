package io.roster.offset;

import java.security.SecureRandom;

/** Makes the ids of plans and resets, which nobody can guess. */
final class Ids {

	private static final String LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";

	private static final int LENGTH = 20;

	private static final SecureRandom RANDOM = new SecureRandom();

	private Ids() {
	}

	static String plan() {
		StringBuilder id = new StringBuilder("p-");
		for (int i = 0; i < LENGTH; i++) {
			id.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
		}
		return id.toString();
	}

	/**
	 * Returns the id of the reset that executes a plan. It is always the same one, so
	 * that two replicas that execute a plan at once write one record of it.
	 * @param planId the plan
	 * @return the id
	 */
	static String reset(String planId) {
		return planId.startsWith("p-") ? "r-" + planId.substring(2) : "r-" + planId;
	}

}
