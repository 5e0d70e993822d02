package io.roster.group;

import java.nio.ByteBuffer;
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

	/**
	 * Reads the id from a path segment that is already percent-decoded. Spring calls it
	 * for path variables.
	 * @param segment the segment
	 * @return the id
	 * @throws InvalidRequestException if what follows {@code ~} is not base64url of UTF-8
	 */
	public static GroupId of(String segment) {
		if (!segment.startsWith("~")) {
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
