package io.roster.group;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import io.roster.problem.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/**
 * The id of a group, as a path carries it: percent-encoded, or {@code ~} and the
 * base64url of its UTF-8 bytes for what a path cannot carry, such as {@code ..}. An id
 * that itself begins with {@code ~} has to be written so.
 *
 * @param value the id as Kafka knows it, not empty
 */
public record GroupId(String value) {

	/** What is wrong with any other id. */
	public static final String RULE = "must be the id of a group: 1 to 32767 bytes of UTF-8";

	/**
	 * Reads the id from a path segment that is already percent-decoded. Spring calls it
	 * for path variables.
	 * @param segment the segment
	 * @return the id
	 * @throws InvalidRequestException if what follows {@code ~} is not base64url of UTF-8
	 */
	public static GroupId of(String segment) {
		if (!segment.startsWith("~")) {
			if (!isValid(segment)) {
				throw new InvalidRequestException("groupId", RULE);
			}
			return new GroupId(segment);
		}
		try {
			byte[] bytes = Base64.getUrlDecoder().decode(segment.substring(1));
			String id = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
			if (!id.isEmpty()) {
				return new GroupId(id);
			}
		}
		catch (IllegalArgumentException | CharacterCodingException ex) {
			throw invalid(ex);
		}
		throw invalid(null);
	}

	/**
	 * Returns whether a group can have this id, whether there is one or not. Kafka's
	 * client breaks down over texts that it cannot send.
	 * @param id the id
	 * @return {@code false} if it is empty, too long, or no text that UTF-8 can have
	 */
	public static boolean isValid(String id) {
		try {
			int bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(id)).remaining();
			return bytes > 0 && bytes <= Short.MAX_VALUE;
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

	private static InvalidRequestException invalid(@Nullable Exception cause) {
		InvalidRequestException problem = new InvalidRequestException("groupId",
				"that begins with ~ must go on with the base64url of the id's UTF-8 bytes");
		if (cause != null) {
			problem.addSuppressed(cause);
		}
		return problem;
	}

	@Override
	public String toString() {
		return this.value;
	}

}
