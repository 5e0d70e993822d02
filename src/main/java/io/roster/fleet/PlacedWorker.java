package io.roster.fleet;

/**
 * A worker that should run somewhere.
 *
 * @param workerId its id
 * @param number the smallest that no other worker of the group had, which a static member
 * is known by
 * @param slot whoever owns this slot runs it
 * @param generation which spec of its group it is to run
 * @param wave which restart of its group it has taken part in
 * @param restarts how often it was asked to restart
 * @param paused whether it is to fetch nothing
 * @param resumes how often it was asked to go on
 */
record PlacedWorker(String workerId, int number, int slot, int generation, int wave, int restarts, boolean paused,
		int resumes) {

	/** What a static member is known by (KIP-345). */
	String groupInstanceId() {
		return "roster-" + this.number;
	}

	PlacedWorker inSlot(int slot) {
		return new PlacedWorker(this.workerId, this.number, slot, this.generation, this.wave, this.restarts,
				this.paused, this.resumes);
	}

	PlacedWorker paused(boolean paused) {
		return new PlacedWorker(this.workerId, this.number, this.slot, this.generation, this.wave, this.restarts,
				paused, paused ? this.resumes : this.resumes + 1);
	}

	PlacedWorker restarted() {
		return new PlacedWorker(this.workerId, this.number, this.slot, this.generation, this.wave, this.restarts + 1,
				this.paused, this.resumes);
	}

	PlacedWorker rolledTo(int generation, int wave) {
		return new PlacedWorker(this.workerId, this.number, this.slot, generation, wave, this.restarts + 1, this.paused,
				this.resumes);
	}

}
