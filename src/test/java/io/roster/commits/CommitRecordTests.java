package io.roster.commits;

import java.nio.ByteBuffer;
import java.util.Arrays;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.coordinator.group.GroupCoordinatorRecordSerde;
import org.apache.kafka.coordinator.group.generated.CoordinatorRecordType;
import org.apache.kafka.coordinator.group.generated.LegacyOffsetCommitKey;
import org.apache.kafka.coordinator.group.generated.LegacyOffsetCommitValue;
import org.apache.kafka.coordinator.group.generated.OffsetCommitKey;
import org.apache.kafka.coordinator.group.generated.OffsetCommitValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Records of Kafka's topic of offsets, made with Kafka's own classes. */
class CommitRecordTests {

	private static final byte[] KEY = MessageUtil
		.toCoordinatorTypePrefixedBytes(new OffsetCommitKey().setGroup("gröup").setTopic("orders").setPartition(7));

	private static final CommitRecord COMMIT = new CommitRecord(CommitRecord.Type.COMMIT, "gröup", "orders", 7,
			1L << 40, 1_700_000_000_123L);

	private static final CommitRecord TOMBSTONE = new CommitRecord(CommitRecord.Type.TOMBSTONE, "gröup", "orders", 7,
			-1, -1);

	private static final CommitRecord UNREADABLE = new CommitRecord(CommitRecord.Type.UNKNOWN, "gröup", "orders", 7, -1,
			-1);

	@ParameterizedTest
	@ValueSource(shorts = { 0, 1, 2, 3, 4 })
	void commitOfEachVersionIsRead(short version) {
		assertThat(CommitRecord.of(KEY, value(version))).isEqualTo(COMMIT);
	}

	@Test
	void commitOfKafka08IsRead() {
		byte[] key = MessageUtil.toCoordinatorTypePrefixedBytes(
				new LegacyOffsetCommitKey().setGroup("gröup").setTopic("orders").setPartition(7));
		byte[] value = MessageUtil.toVersionPrefixedBytes((short) 0,
				new LegacyOffsetCommitValue().setOffset(COMMIT.offset())
					.setMetadata("")
					.setCommitTimestamp(COMMIT.committedAt()));
		assertThat(CommitRecord.of(key, value)).isEqualTo(COMMIT);
		assertThat(CommitRecord.of(key, null)).isEqualTo(TOMBSTONE);
		value[1] = 1;
		assertThat(CommitRecord.of(key, value)).isEqualTo(UNREADABLE);
	}

	@Test
	void commitWithoutAValueIsATombstone() {
		assertThat(CommitRecord.of(KEY, null)).isEqualTo(TOMBSTONE);
	}

	@Test
	void commitOfAVersionToComeIsUnknownButNotWhose() {
		byte[] value = value((short) 4);
		value[1] = 5;
		assertThat(CommitRecord.of(KEY, value)).isEqualTo(UNREADABLE);
		assertThat(CommitRecord.of(KEY, Arrays.copyOf(value((short) 1), 9))).isEqualTo(UNREADABLE);
		assertThat(CommitRecord.of(KEY, new byte[1])).isEqualTo(UNREADABLE);
	}

	@Test
	void typeToComeIsUnknown() {
		short next = (short) (Arrays.stream(CoordinatorRecordType.values())
			.mapToInt(CoordinatorRecordType::id)
			.max()
			.orElseThrow() + 1);
		for (short type : new short[] { next, Short.MAX_VALUE, -1 }) {
			byte[] key = ByteBuffer.allocate(10).putShort(type).array();
			assertThat(CommitRecord.of(key, value((short) 4)).type()).isEqualTo(CommitRecord.Type.UNKNOWN);
			assertThat(CommitRecord.of(key, null).type()).isEqualTo(CommitRecord.Type.UNKNOWN);
		}
	}

	@Test
	void whatIsNoKeyIsUnknown() {
		assertThat(CommitRecord.of(null, value((short) 4)).type()).isEqualTo(CommitRecord.Type.UNKNOWN);
		assertThat(CommitRecord.of(new byte[0], null).type()).isEqualTo(CommitRecord.Type.UNKNOWN);
		assertThat(CommitRecord.of(Arrays.copyOf(KEY, KEY.length - 1), null).type())
			.isEqualTo(CommitRecord.Type.UNKNOWN);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "LEGACY_OFFSET_COMMIT", "OFFSET_COMMIT" })
	void whatIsAboutGroupsIsKnownAsFarAsKafkaKnowsIt(CoordinatorRecordType type) {
		byte[] key = MessageUtil.toCoordinatorTypePrefixedBytes(type.newRecordKey());
		assertThat(CommitRecord.of(key, null).type()).isEqualTo(CommitRecord.Type.GROUP);
		ApiMessage empty = type.newRecordValue();
		for (short version = empty.lowestSupportedVersion(); version <= empty.highestSupportedVersion(); version++) {
			byte[] value = ByteBuffer.allocate(2).putShort(version).array();
			assertThat(CommitRecord.of(key, value).type()).isEqualTo(CommitRecord.Type.GROUP);
		}
		byte[] next = ByteBuffer.allocate(2).putShort((short) (empty.highestSupportedVersion() + 1)).array();
		assertThat(CommitRecord.of(key, next).type()).isEqualTo(CommitRecord.Type.UNKNOWN);
		assertThatThrownBy(
				() -> new GroupCoordinatorRecordSerde().deserialize(ByteBuffer.wrap(key), ByteBuffer.wrap(next)))
			.isInstanceOf(org.apache.kafka.coordinator.common.runtime.Deserializer.UnknownRecordVersionException.class);
	}

	/** Metadata, an epoch and the like are there and are read over. */
	private static byte[] value(short version) {
		OffsetCommitValue value = new OffsetCommitValue().setOffset(COMMIT.offset())
			.setMetadata("roster:1;f=0:2 – ü")
			.setCommitTimestamp(COMMIT.committedAt());
		if (version == 1) {
			value.setExpireTimestamp(COMMIT.committedAt() + 1);
		}
		if (version >= 3) {
			value.setLeaderEpoch(12);
		}
		if (version >= 4) {
			value.setTopicId(Uuid.randomUuid());
		}
		return MessageUtil.toVersionPrefixedBytes(version, value);
	}

}
