package io.roster.plan;

import java.security.SecureRandom;

/** Makes the ids of plans and resets, which nobody can guess. */
public final class Ids {

	/** What ids of plans of resets begin with. */
	public static final String PLAN = "p-";

	private static final String LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";

	private static final int LENGTH = 20;

	private static final SecureRandom RANDOM = new SecureRandom();

	private Ids() {
	}

	/**
	 * Makes the id of a plan of a reset.
	 * @return the id
	 */
	public static String plan() {
		return of(PLAN);
	}

	/**
	 * Makes an id.
	 * @param prefix what it begins with
	 * @return the id
	 */
	public static String of(String prefix) {
		StringBuilder id = new StringBuilder(prefix);
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
	public static String reset(String planId) {
		return "r-" + (planId.startsWith(PLAN) ? planId.substring(PLAN.length()) : planId);
	}

}
