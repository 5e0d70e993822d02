package io.roster.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.roster.delivery.RetryPolicy;
import io.roster.handler.HandlerSpec;
import io.roster.handler.RecordHandler;
import io.roster.handler.RecordProcessor;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.beans.factory.annotation.Autowired;

/** Runs workers with a handler of the test's own, on a topic of its own. */
@RosterTest
abstract class RunningWorkers {

	static final int PARTITIONS = 4;

	static final RetryPolicy FAST = new RetryPolicy(1_000_000, java.time.Duration.ofMillis(20),
			java.time.Duration.ofMillis(100));

	@Autowired
	WorkerContainers containers;

	/** The name of the topic, and of the group. */
	final String name = "running-" + UUID.randomUUID();

	final List<LiveWorker> started = new ArrayList<>();

	@BeforeEach
	void topic() {
		TestKafka.createTopic(this.name, PARTITIONS);
	}

	@AfterEach
	void stopAll() {
		this.started.forEach(LiveWorker::stop);
		this.started.forEach((worker) -> worker.stopped().join());
	}

	LiveWorker start(Protocol protocol, RecordHandler handler) {
		return start(spec(protocol, FAST, null), new FunctionProcessor(handler));
	}

	LiveWorker start(WorkerSpec spec, @Nullable RecordProcessor processor) {
		return start("w-" + UUID.randomUUID(), spec, processor);
	}

	LiveWorker start(String workerId, WorkerSpec spec, @Nullable RecordProcessor processor) {
		LiveWorker worker = this.containers.start(new WorkerIdentity(workerId, this.name, null), spec, processor);
		this.started.add(worker);
		return worker;
	}

	WorkerSpec spec(Protocol protocol, RetryPolicy retry, @Nullable String deadLetterTopic) {
		return spec(new Subscription.Topics(List.of(this.name)), protocol, HandlerSpec.LOG, retry, deadLetterTopic);
	}

	WorkerSpec spec(Subscription subscription, Protocol protocol, HandlerSpec handler, RetryPolicy retry,
			@Nullable String deadLetterTopic) {
		return new WorkerSpec(subscription, protocol, protocol.defaultAssignor(), "earliest", handler, 100,
				retry.withDefaults(), deadLetterTopic, false);
	}

	/** Gone when this returns. */
	void stop(LiveWorker worker) {
		worker.stop();
		worker.stopped().join();
		this.started.remove(worker);
	}

	long committedRecords() {
		return committed().values().stream().mapToLong(OffsetAndMetadata::offset).sum();
	}

	Map<TopicPartition, OffsetAndMetadata> committed() {
		try {
			return TestKafka.admin()
				.listConsumerGroupOffsets(this.name)
				.partitionsToOffsetAndMetadata()
				.get(30, TimeUnit.SECONDS)
				.entrySet()
				.stream()
				.filter((entry) -> entry.getValue() != null)
				.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
