package io.roster.delivery;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Commits as a member of the group: Kafka refuses them once the member is out, so nobody
 * commits over a successor.
 */
class MemberCommits implements Commits {

	@Override
	public void commit(org.apache.kafka.clients.consumer.Consumer<?, ?> consumer,
			Map<TopicPartition, OffsetAndMetadata> offsets, Consumer<@Nullable Exception> done) {
		consumer.commitAsync(offsets, (committed, failure) -> done.accept(failure));
	}

	@Override
	public void commitNow(org.apache.kafka.clients.consumer.Consumer<?, ?> consumer,
			Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
		try {
			consumer.commitSync(offsets, timeout);
		}
		catch (WakeupException ex) {
			// Meant for a poll that was over; the same offsets again do no harm.
			consumer.commitSync(offsets, timeout);
		}
	}

}
