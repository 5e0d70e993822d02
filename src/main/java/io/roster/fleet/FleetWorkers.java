package io.roster.fleet;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.roster.group.LocalWorkers;
import io.roster.worker.Worker.Mode;
import io.roster.worker.NewWorkers;
import io.roster.worker.Subscription;
import io.roster.worker.Worker;
import io.roster.worker.WorkerProperties;
import io.roster.worker.WorkerState;
import org.apache.kafka.common.TopicPartition;

import org.springframework.stereotype.Component;

/** What the workers of all replicas know of their groups, for whoever reads groups. */
@Component
class FleetWorkers implements LocalWorkers {

	private final FleetView view;

	private final DesiredState desired;

	private final Replicas replicas;

	private final FleetProperties properties;

	private final int maxCount;

	FleetWorkers(FleetView view, DesiredState desired, Replicas replicas, FleetProperties properties,
			WorkerProperties workerProperties) {
		this.view = view;
		this.desired = desired;
		this.replicas = replicas;
		this.properties = properties;
		this.maxCount = workerProperties.maxCount();
	}

	@Override
	public void refresh() {
		this.view.refresh();
	}

	@Override
	public int replicas() {
		return Math.max(1, this.replicas.known().size());
	}

	@Override
	public Set<String> paused() {
		return this.view.all()
			.stream()
			.filter((worker) -> worker.state() == WorkerState.PAUSED)
			.map(Worker::workerId)
			.collect(Collectors.toSet());
	}

	@Override
	public boolean isOwn(String groupId) {
		return this.properties.groupId().equals(groupId);
	}

	@Override
	public LocalGroup of(String groupId) {
		List<Worker> workers = this.view.workers(groupId);
		if (workers.isEmpty()) {
			return LocalGroup.NONE;
		}
		Set<String> topics = new HashSet<>();
		Map<String, String> workerIds = new HashMap<>();
		Map<TopicPartition, String> manual = new HashMap<>();
		for (Worker worker : workers) {
			topics.addAll(worker.topics());
			workerIds.put(worker.clientId(), worker.workerId());
			if (worker.state() != WorkerState.FAILED) {
				partitions(groupId, worker).forEach((partition) -> manual.put(partition, worker.workerId()));
			}
		}
		return new LocalGroup(topics, workerIds, manual);
	}

	/** What a worker took by hand, also while it is starting or stopping. */
	private List<TopicPartition> partitions(String groupId, Worker worker) {
		if (worker.mode() != Mode.MANUAL) {
			return List.of();
		}
		GroupState group = this.desired.group(groupId);
		PlacedWorker placed = group.worker(worker.workerId());
		NewWorkers spec = (placed != null) ? group.specs().get(placed.generation()) : null;
		if (spec != null) {
			return ((Subscription.Partitions) spec.toSpec(this.maxCount).subscription()).partitions();
		}
		return worker.assignment()
			.stream()
			.flatMap((topic) -> topic.partitions()
				.stream()
				.map((partition) -> new TopicPartition(topic.topic(), partition)))
			.toList();
	}

	@Override
	public Set<String> groupIds() {
		Set<String> ids = this.view.reports().stream().map(Report::groupId).collect(Collectors.toSet());
		this.desired.snapshot().values().forEach((groupId, group) -> {
			if (!group.workers().isEmpty()) {
				ids.add(groupId);
			}
		});
		return ids;
	}

}
