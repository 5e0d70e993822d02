package io.roster.fleet;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.roster.worker.NewWorkers;
import io.roster.worker.Subscription;
import io.roster.worker.Worker.Mode;
import io.roster.worker.WorkerSpec;
import io.roster.worker.WorkerState;
import org.apache.kafka.common.TopicPartition;

/**
 * Which workers go together in a group: all are automatic and do the same, or all are
 * manual and share no partition. Those that have failed do not count.
 *
 * @param groupId the group
 * @param state what should run in it
 * @param reports what is reported of its workers
 * @param declared what is reported of those that configurations declare
 * @param maxCount how many workers a group may have
 */
record Compatibility(String groupId, GroupState state, List<Report> reports, List<Report> declared, int maxCount) {

	Compatibility {
		reports = List.copyOf(reports);
		declared = List.copyOf(declared);
	}

	/**
	 * Checks that more workers go with those that should run.
	 * @param wanted what they are to do
	 * @throws WorkerConflictException that names what does not go together
	 */
	void require(WorkerSpec wanted) {
		Map<String, WorkerSpec> running = running();
		for (WorkerSpec other : running.values()) {
			if (other.subscription().mode() != wanted.subscription().mode()) {
				throw new WorkerConflictException("Group '" + this.groupId + "' has " + other.subscription().mode()
						+ " workers; a group is automatic or manual, not both.");
			}
		}
		if (wanted.subscription() instanceof Subscription.Partitions manual) {
			Map<TopicPartition, String> held = manualOwners(running);
			for (TopicPartition partition : manual.partitions()) {
				String holder = held.get(partition);
				if (holder != null) {
					throw new WorkerConflictException("Worker " + holder + " of group '" + this.groupId
							+ "' already has partition " + partition + ".");
				}
			}
			return;
		}
		requireNoManual();
		running.values().stream().filter((other) -> !other.equals(wanted)).findFirst().ifPresent((other) -> {
			throw new WorkerConflictException("All workers of group '" + this.groupId
					+ "' do the same, and those that run have " + String.join(", ", other.differences(wanted))
					+ ". PATCH with a count starts more of them; PUT worker-spec changes what all do.");
		});
	}

	/**
	 * Checks that no worker has partitions by hand any more.
	 * @throws WorkerConflictException that names one that has
	 */
	void requireNoManual() {
		manualOwners(running()).values().stream().findFirst().ifPresent((holder) -> {
			throw new WorkerConflictException("Worker " + holder + " of group '" + this.groupId
					+ "', which took partitions by hand, has not ended yet.");
		});
	}

	/**
	 * What the workers that should run do; the newest spec counts while they come to it.
	 */
	private Map<String, WorkerSpec> running() {
		Map<String, WorkerSpec> specs = new TreeMap<>();
		for (PlacedWorker worker : this.state.workers()) {
			NewWorkers spec = this.state.isManual() ? this.state.specs().get(worker.generation()) : this.state.spec();
			if (spec != null && !Report.isFailed(this.reports, worker.workerId())) {
				specs.put(worker.workerId(), spec.toSpec(this.maxCount));
			}
		}
		for (Report report : this.declared) {
			if (report.declared() != null && report.state() != WorkerState.FAILED) {
				specs.put(report.workerId(), report.declared().toSpec(this.maxCount));
			}
		}
		return specs;
	}

	/** One that should not run any more holds its partitions until it has committed. */
	private Map<TopicPartition, String> manualOwners(Map<String, WorkerSpec> running) {
		Map<TopicPartition, String> owners = new TreeMap<>(
				Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
		this.reports.stream()
			.filter((report) -> report.worker().mode() == Mode.MANUAL && !report.state().ended())
			.forEach((report) -> report.worker()
				.assignment()
				.forEach((topic) -> topic.partitions()
					.forEach((number) -> owners.put(new TopicPartition(topic.topic(), number), report.workerId()))));
		running.forEach((workerId, spec) -> {
			if (spec.subscription() instanceof Subscription.Partitions manual) {
				manual.partitions().forEach((partition) -> owners.put(partition, workerId));
			}
		});
		return owners;
	}

	/**
	 * Checks that there may be more workers.
	 * @param count how many more
	 * @throws WorkerConflictException if they are too many
	 */
	void requireRoom(int count) {
		int running = running().size();
		if (running + count > this.maxCount) {
			throw new WorkerConflictException("Group '" + this.groupId + "' has " + running + " workers; with " + count
					+ " more it would have more than " + this.maxCount + " (roster.worker.max-count).");
		}
	}

}
