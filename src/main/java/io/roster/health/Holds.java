package io.roster.health;

import java.util.Arrays;

/**
 * Keeps verdicts from flapping: a status other than the one that was said last is said
 * only once it was found in two looks that lie at least some seconds apart with no other
 * in between, be it better or worse. If both are better or both are worse, but not the
 * same, that of the two is said which is nearer to what was said. Another cause of the
 * same status is told at once, and so is what is found at the first look, since there is
 * nothing to flap from.
 */
final class Holds {

	private static final byte NEVER = -1;

	private byte[] said;

	/** The verdict that may be said next. */
	private byte[] pending;

	private int[] pendingSince;

	Holds(int size) {
		this.said = new byte[size];
		this.pending = new byte[size];
		this.pendingSince = new int[size];
		Arrays.fill(this.said, NEVER);
	}

	void grow(int size) {
		int before = this.said.length;
		this.said = Arrays.copyOf(this.said, size);
		this.pending = Arrays.copyOf(this.pending, size);
		this.pendingSince = Arrays.copyOf(this.pendingSince, size);
		Arrays.fill(this.said, before, size, NEVER);
	}

	byte said(int index) {
		return (this.said[index] == NEVER) ? Verdict.OK : this.said[index];
	}

	/**
	 * Takes what a look has found, and returns what to say.
	 * @param index the partition
	 * @param found the verdict of this look
	 * @param now the time of the look, in milliseconds since 1970
	 * @param hold for how long another status has to hold, in milliseconds
	 * @param read whether members and owners were read since the look before; if not,
	 * what was found of them is the same sighting once more, and confirms nothing
	 */
	byte look(int index, byte found, long now, long hold, boolean read) {
		byte status = Verdict.severity(found);
		byte said = this.said[index];
		int seconds = (int) (now / 1000);
		if (said == NEVER || Verdict.severity(said) == status) {
			this.said[index] = found;
			this.pending[index] = found;
		}
		else if (Integer.signum(change(said, this.pending[index])) != Integer.signum(change(said, found))) {
			this.pending[index] = found;
			this.pendingSince[index] = seconds;
		}
		else {
			byte pending = this.pending[index];
			byte nearer = (Math.abs(change(said, found)) <= Math.abs(change(said, pending))) ? found : pending;
			this.pending[index] = nearer;
			boolean confirmed = read || !(Verdict.isOfGroup(nearer) || Verdict.isOfGroup(said));
			if (confirmed && (seconds - this.pendingSince[index]) * 1000L >= hold) {
				this.said[index] = nearer;
				this.pending[index] = found;
				this.pendingSince[index] = seconds;
			}
		}
		return said(index);
	}

	private static int change(byte said, byte verdict) {
		return Verdict.severity(verdict) - Verdict.severity(said);
	}

	void forget(int index) {
		this.said[index] = NEVER;
	}

}
