package io.roster.metrics;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The text of one scrape, made while it is read: nothing of it is there before somebody
 * takes it, and never more than a piece of it at a time.
 */
final class Exposition extends InputStream {

	private static final Log log = LogFactory.getLog(Exposition.class);

	private static final byte[] FAILED = Family.ascii("! The rest is missing, Roster's log tells why\n");

	/** Pieces end at the first step that makes them as large as this. */
	private static final int PIECE = 64 * 1024;

	private final List<Family> families;

	private final Scrape scrape;

	private final byte[] ending;

	private final Text text = new Text(PIECE + PIECE / 2);

	private byte[] piece;

	private int position;

	private int end;

	private int family;

	private int step;

	/** Whether the family that is being written has a sample yet. */
	private boolean begun;

	private boolean ended;

	/**
	 * Makes one.
	 * @param beginning what comes first
	 * @param length how much of it
	 * @param families what is written after it
	 * @param scrape what they show
	 * @param ending what comes last
	 */
	Exposition(byte[] beginning, int length, List<Family> families, Scrape scrape, byte[] ending) {
		this.piece = beginning;
		this.end = length;
		this.families = families;
		this.scrape = scrape;
		this.ending = ending;
	}

	@Override
	public int read() {
		return next() ? this.piece[this.position++] & 0xFF : -1;
	}

	@Override
	public int read(byte[] target, int offset, int length) {
		Objects.checkFromIndexSize(offset, length, target.length);
		if (length == 0) {
			return 0;
		}
		if (!next()) {
			return -1;
		}
		int read = Math.min(length, this.end - this.position);
		System.arraycopy(this.piece, this.position, target, offset, read);
		this.position += read;
		return read;
	}

	@Override
	public int available() {
		return this.end - this.position;
	}

	@Override
	public long transferTo(OutputStream target) throws IOException {
		long transferred = 0;
		while (next()) {
			target.write(this.piece, this.position, this.end - this.position);
			transferred += this.end - this.position;
			this.position = this.end;
		}
		return transferred;
	}

	/** Sees to it that something can be read. */
	private boolean next() {
		if (this.position < this.end) {
			return true;
		}
		this.text.cut(0);
		if (!this.ended) {
			fill();
		}
		this.piece = this.text.bytes();
		this.position = 0;
		this.end = this.text.size();
		return this.end > 0;
	}

	private void fill() {
		int whole = 0;
		try {
			while (this.text.size() < PIECE && this.family < this.families.size()) {
				write(this.families.get(this.family));
				whole = this.text.size();
			}
			if (this.family == this.families.size()) {
				this.text.put(this.ending);
				this.ended = true;
			}
		}
		catch (RuntimeException ex) {
			// The status is on its way and says that all is well, and Spring ends the
			// answer as if it were whole. A line that nobody can read is what makes a
			// scraper throw away the rest.
			log.error("Series of groups could not be written", ex);
			this.text.cut(whole);
			this.text.put(FAILED);
			this.ended = true;
		}
	}

	private void write(Family family) {
		if (this.step == family.steps(this.scrape)) {
			this.family++;
			this.step = 0;
			this.begun = false;
			return;
		}
		int before = this.text.size();
		if (!this.begun) {
			this.text.put(family.header());
		}
		int header = this.text.size();
		family.write(this.text, this.scrape, this.step++);
		if (this.text.size() > header) {
			this.begun = true;
		}
		else {
			// A family without samples is not worth its header.
			this.text.cut(before);
		}
	}

}
