package io.roster.metrics;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes to which lines of Prometheus' text formats are added, without an object for any
 * of them.
 */
final class Text {

	private static final byte[] DIGITS = "0123456789".getBytes(StandardCharsets.US_ASCII);

	/** What stands in for a character that no text may have. */
	private static final char REPLACEMENT = '\uFFFD';

	private byte[] bytes;

	private int size;

	/**
	 * Makes an empty one.
	 * @param expected how many bytes it is expected to have; it grows if it has more
	 */
	Text(int expected) {
		this.bytes = new byte[expected];
	}

	byte[] bytes() {
		return this.bytes;
	}

	int size() {
		return this.size;
	}

	/**
	 * Takes back what was added since.
	 * @param size what the size was
	 */
	void cut(int size) {
		this.size = size;
	}

	Text put(byte[] text) {
		reserve(text.length);
		System.arraycopy(text, 0, this.bytes, this.size, text.length);
		this.size += text.length;
		return this;
	}

	Text put(char ascii) {
		reserve(1);
		this.bytes[this.size++] = (byte) ascii;
		return this;
	}

	/**
	 * Adds once more what is there already.
	 * @param from where it begins
	 * @param length how long it is
	 */
	Text again(int from, int length) {
		reserve(length);
		System.arraycopy(this.bytes, from, this.bytes, this.size, length);
		this.size += length;
		return this;
	}

	Text number(long value) {
		reserve(20);
		if (value < 0) {
			this.bytes[this.size++] = '-';
			// Where it stays negative, it is the one that has no counterpart, and no
			// offset.
			return number((value == Long.MIN_VALUE) ? Long.MAX_VALUE : -value);
		}
		int length = 1;
		for (long rest = value; rest >= 10; rest /= 10) {
			length++;
		}
		long rest = value;
		for (int i = this.size + length - 1; i >= this.size; i--) {
			this.bytes[i] = DIGITS[(int) (rest % 10)];
			rest /= 10;
		}
		this.size += length;
		return this;
	}

	/** Adds a number of thousandths as a decimal fraction. */
	Text thousandths(long value) {
		if (value < 0) {
			return put('-').thousandths(-value);
		}
		number(value / 1000);
		int rest = (int) (value % 1000);
		if (rest != 0) {
			reserve(4);
			this.bytes[this.size++] = '.';
			this.bytes[this.size++] = DIGITS[rest / 100];
			this.bytes[this.size++] = DIGITS[rest / 10 % 10];
			this.bytes[this.size++] = DIGITS[rest % 10];
		}
		return this;
	}

	/**
	 * Adds the value of a label in UTF-8, escaped as both text formats have it.
	 * @param value the value
	 */
	Text label(String value) {
		int length = value.length();
		// At most 3 bytes for each char: a pair of them makes 4.
		reserve(length * 3);
		byte[] bytes = this.bytes;
		int at = this.size;
		for (int i = 0; i < length; i++) {
			char c = value.charAt(i);
			if (c == '\\' || c == '"') {
				bytes[at++] = '\\';
				bytes[at++] = (byte) c;
			}
			else if (c == '\n') {
				bytes[at++] = '\\';
				bytes[at++] = 'n';
			}
			else if (c != 0 && c < 0x80) {
				bytes[at++] = (byte) c;
			}
			else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(value.charAt(i + 1))) {
				int point = Character.toCodePoint(c, value.charAt(++i));
				bytes[at++] = (byte) (0xF0 | (point >> 18));
				bytes[at++] = (byte) (0x80 | ((point >> 12) & 0x3F));
				bytes[at++] = (byte) (0x80 | ((point >> 6) & 0x3F));
				bytes[at++] = (byte) (0x80 | (point & 0x3F));
			}
			else {
				at = utf8(bytes, at, c);
			}
		}
		this.size = at;
		return this;
	}

	private static int utf8(byte[] bytes, int start, char wanted) {
		int at = start;
		// Prometheus takes a NUL for the end of the text, and with it would lose the rest
		// of the scrape; a surrogate by itself is no text in UTF-8.
		char c = (wanted == 0 || Character.isSurrogate(wanted)) ? REPLACEMENT : wanted;
		if (c < 0x800) {
			bytes[at++] = (byte) (0xC0 | (c >> 6));
		}
		else {
			bytes[at++] = (byte) (0xE0 | (c >> 12));
			bytes[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
		}
		bytes[at++] = (byte) (0x80 | (c & 0x3F));
		return at;
	}

	private void reserve(int more) {
		if (this.size + more > this.bytes.length) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(this.size + more, this.bytes.length * 2));
		}
	}

}
