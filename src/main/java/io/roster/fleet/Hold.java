package io.roster.fleet;

import java.time.Duration;
import java.time.Instant;

/**
 * A group whose workers make room while its offsets are set.
 *
 * @param id tells one hold from another
 * @param process the replica that sets the offsets
 * @param leave whether the workers are to leave, after all of them have gone quiet
 * @param until when it ends by itself, should its replica die
 */
record Hold(String id, String process, boolean leave, Instant until) {

	/** How long workers make room at most. */
	static final Duration LONGEST = Duration.ofSeconds(60);

	Hold leaving() {
		return new Hold(this.id, this.process, true, this.until);
	}

}
