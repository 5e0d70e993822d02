package io.roster.fleet;

/**
 * What was asked over HTTP of a worker that a replica's configuration declares. It ends
 * with the replica: when that starts again, its configuration counts again.
 *
 * @param process the replica
 * @param paused whether it is to fetch nothing
 * @param stopped whether it is not to run
 * @param wave which restart of its group it has taken part in
 * @param restarts how often it was asked to restart
 * @param resumes how often it was asked to go on
 */
record DeclaredChange(String process, boolean paused, boolean stopped, int wave, int restarts, int resumes) {

	static DeclaredChange none(String process, int wave) {
		return new DeclaredChange(process, false, false, wave, 0, 0);
	}

	DeclaredChange paused(boolean paused) {
		return new DeclaredChange(this.process, paused, this.stopped, this.wave, this.restarts,
				paused ? this.resumes : this.resumes + 1);
	}

	DeclaredChange stopped(boolean stopped) {
		return new DeclaredChange(this.process, this.paused, stopped, this.wave, this.restarts, this.resumes);
	}

	DeclaredChange restarted(int wave) {
		return new DeclaredChange(this.process, this.paused, this.stopped, wave, this.restarts + 1, this.resumes);
	}

}
