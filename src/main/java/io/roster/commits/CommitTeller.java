package io.roster.commits;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/** Tells everybody what records of Kafka's topic of offsets say. For one thread. */
final class CommitTeller {

	private static final Log log = LogFactory.getLog(CommitTeller.class);

	private final Commits commits;

	private final List<CommitListener> listeners;

	private final Set<CommitListener> failing = new HashSet<>();

	private final Map<CommitRecord.Type, LongAdder> taken = new EnumMap<>(CommitRecord.Type.class);

	CommitTeller(Commits commits, List<CommitListener> listeners) {
		this.commits = commits;
		this.listeners = List.copyOf(listeners);
		for (CommitRecord.Type type : CommitRecord.Type.values()) {
			this.taken.put(type, new LongAdder());
		}
	}

	/**
	 * Returns how many records there were, for any thread.
	 * @param type of which type
	 * @return their number
	 */
	long taken(CommitRecord.Type type) {
		return this.taken.getOrDefault(type, new LongAdder()).sum();
	}

	void take(ConsumerRecords<byte[], byte[]> records) {
		for (ConsumerRecord<byte[], byte[]> record : records) {
			CommitRecord read = CommitRecord.of(record.key(), record.value());
			if (read.type() == CommitRecord.Type.COMMIT) {
				this.commits.committed(read);
				tell((listener) -> listener.committed(read.groupId(), read.topic(), read.partition(), read.offset(),
						read.committedAt()));
			}
			else if (read.type() == CommitRecord.Type.TOMBSTONE) {
				this.commits.deleted(read);
				tell((listener) -> listener.deleted(read.groupId(), read.topic(), read.partition()));
			}
			this.taken.getOrDefault(read.type(), new LongAdder()).increment();
		}
	}

	private void tell(Consumer<CommitListener> call) {
		for (CommitListener listener : this.listeners) {
			try {
				call.accept(listener);
			}
			catch (RuntimeException ex) {
				if (this.failing.add(listener)) {
					log.error("A listener to commits has failed; it is called on, and this is not logged again", ex);
				}
			}
		}
	}

}
