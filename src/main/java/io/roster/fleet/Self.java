package io.roster.fleet;

import java.security.SecureRandom;

import io.roster.worker.WorkerProperties;

import org.springframework.stereotype.Component;

/**
 * Who this replica is. Its name may be that of a process that was here before, so that
 * what a process says goes by an id that is new each time.
 */
@Component
class Self {

	private static final String LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";

	private static final int LENGTH = 10;

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final String PREFIX = "roster-fleet-";

	private final String instance;

	private final String process = newId();

	Self(WorkerProperties properties) {
		this.instance = properties.instance();
	}

	String instance() {
		return this.instance;
	}

	String process() {
		return this.process;
	}

	/** The {@code client.id} in the group of the replicas. */
	String clientId() {
		return PREFIX + this.instance + "." + this.process;
	}

	/**
	 * Returns an id that nobody else has.
	 * @return ten digits and lower case letters
	 */
	static String newId() {
		StringBuilder id = new StringBuilder();
		for (int i = 0; i < LENGTH; i++) {
			id.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
		}
		return id.toString();
	}

}
