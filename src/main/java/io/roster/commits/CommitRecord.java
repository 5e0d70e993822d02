package io.roster.commits;

import java.nio.ByteBuffer;

import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.coordinator.group.generated.CoordinatorRecordType;
import org.apache.kafka.coordinator.group.generated.LegacyOffsetCommitKey;
import org.apache.kafka.coordinator.group.generated.LegacyOffsetCommitValue;
import org.apache.kafka.coordinator.group.generated.OffsetCommitKey;
import org.apache.kafka.coordinator.group.generated.OffsetCommitValue;
import org.jspecify.annotations.Nullable;

/**
 * A record of Kafka's topic of offsets, read as the group coordinator reads it
 * ({@code GroupCoordinatorRecordSerde}), with the classes that Kafka generates. That
 * class itself is not used, since it needs more of the server, and reads all of those
 * records that are of no interest here.
 *
 * @param type what it is
 * @param groupId the group, empty if it is about something else than a commit; known also
 * of a commit that cannot be read
 * @param topic the topic
 * @param partition the partition's number
 * @param offset what was committed, -1 if a commit was deleted
 * @param committedAt when it was committed by the clock of the group's coordinator, in
 * milliseconds since 1970; -1 if a commit was deleted
 */
public record CommitRecord(Type type, String groupId, String topic, int partition, long offset, long committedAt) {

	private static final CommitRecord GROUP = new CommitRecord(Type.GROUP, "", "", -1, -1, -1);

	private static final CommitRecord UNKNOWN = new CommitRecord(Type.UNKNOWN, "", "", -1, -1, -1);

	/**
	 * Reads a record.
	 * @param key its key
	 * @param value its value, {@code null} for a tombstone
	 * @return what it says; of {@link Type#UNKNOWN} if this version of Kafka's classes
	 * does not know its type or the version of its value, or if it cannot be read
	 */
	public static CommitRecord of(byte @Nullable [] key, byte @Nullable [] value) {
		if (key == null) {
			return UNKNOWN;
		}
		try {
			ByteBuffer bytes = ByteBuffer.wrap(key);
			CoordinatorRecordType type = CoordinatorRecordType.fromId(bytes.getShort());
			return switch (type) {
				case OFFSET_COMMIT -> commit(bytes, value);
				case LEGACY_OFFSET_COMMIT -> legacyCommit(bytes, value);
				default -> (value == null || isKnown(type, ByteBuffer.wrap(value).getShort())) ? GROUP : UNKNOWN;
			};
		}
		catch (RuntimeException ex) {
			// A type that is not known, or whatever Kafka's classes throw at other bytes.
			return UNKNOWN;
		}
	}

	private static CommitRecord commit(ByteBuffer keyBytes, byte @Nullable [] valueBytes) {
		OffsetCommitKey key = new OffsetCommitKey();
		read(key, keyBytes, OffsetCommitKey.HIGHEST_SUPPORTED_VERSION);
		if (valueBytes == null) {
			return new CommitRecord(Type.TOMBSTONE, key.group(), key.topic(), key.partition(), -1, -1);
		}
		OffsetCommitValue value = new OffsetCommitValue();
		boolean known = readValue(value, valueBytes);
		return new CommitRecord(known ? Type.COMMIT : Type.UNKNOWN, key.group(), key.topic(), key.partition(),
				known ? value.offset() : -1, known ? value.commitTimestamp() : -1);
	}

	/** As Kafka 0.8 wrote them. */
	private static CommitRecord legacyCommit(ByteBuffer keyBytes, byte @Nullable [] valueBytes) {
		LegacyOffsetCommitKey key = new LegacyOffsetCommitKey();
		read(key, keyBytes, LegacyOffsetCommitKey.HIGHEST_SUPPORTED_VERSION);
		if (valueBytes == null) {
			return new CommitRecord(Type.TOMBSTONE, key.group(), key.topic(), key.partition(), -1, -1);
		}
		LegacyOffsetCommitValue value = new LegacyOffsetCommitValue();
		boolean known = readValue(value, valueBytes);
		return new CommitRecord(known ? Type.COMMIT : Type.UNKNOWN, key.group(), key.topic(), key.partition(),
				known ? value.offset() : -1, known ? value.commitTimestamp() : -1);
	}

	private static boolean readValue(Message value, byte[] valueBytes) {
		ByteBuffer bytes = ByteBuffer.wrap(valueBytes);
		try {
			short version = bytes.getShort();
			if (version < value.lowestSupportedVersion() || version > value.highestSupportedVersion()) {
				return false;
			}
			read(value, bytes, version);
			return true;
		}
		catch (RuntimeException ex) {
			// As above; whose commit it is is known at least.
			return false;
		}
	}

	private static void read(Message message, ByteBuffer bytes, short version) {
		message.read(new ByteBufferAccessor(bytes), version);
	}

	private static boolean isKnown(CoordinatorRecordType type, short version) {
		return version >= type.lowestSupportedVersion() && version <= type.highestSupportedVersion();
	}

	/** What a record of the topic can be. */
	public enum Type {

		/** A group has committed an offset. */
		COMMIT,

		/**
		 * A committed offset is gone: it was deleted, it has expired, or its group or
		 * topic was deleted.
		 */
		TOMBSTONE,

		/**
		 * It is about a group, its members or their assignments, of whichever kind. Not
		 * used, not even the tombstone of a group: that one is also written where a group
		 * changes its protocol and keeps what it has committed, and where a group is
		 * deleted, each of its commits has a tombstone of its own before.
		 */
		GROUP,

		/** Another version of Kafka has written it, or it was damaged. */
		UNKNOWN

	}

}
