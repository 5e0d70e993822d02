package io.roster.fleet;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import io.roster.cluster.Calls;
import io.roster.cluster.Cluster;
import io.roster.fleet.StatusIndex.Told;
import io.roster.worker.Worker.Mode;
import io.roster.worker.WorkerIdentity;
import org.apache.kafka.clients.admin.FenceProducersOptions;

import org.springframework.stereotype.Component;

/**
 * Sees to it that Kafka takes no commit of a worker with partitions by hand that should
 * not run any more, though its replica may wake up and not know it. One that runs
 * elsewhere by now is fenced by its successor, which has the same transactional id.
 */
@Component
class Fences {

	private final Cluster cluster;

	private final DesiredState desired;

	Fences(Cluster cluster, DesiredState desired) {
		this.cluster = cluster;
		this.desired = desired;
	}

	/**
	 * Fences what replicas have left behind that are not there any more.
	 * @param left what they have told last
	 * @throws io.roster.problem.ProblemException if Kafka refused or could not be asked
	 */
	void fence(Collection<Told> left) {
		List<String> ids = left.stream()
			.map(Told::report)
			.filter((report) -> report.worker().mode() == Mode.MANUAL && !report.state().ended())
			.filter((report) -> this.desired.group(report.groupId()).worker(report.workerId()) == null)
			// Whose transactions have the same id as its client.
			.map((report) -> WorkerIdentity.clientId(report.workerId()))
			.toList();
		if (!ids.isEmpty()) {
			Calls calls = this.cluster.calls();
			calls.get(calls.admin().fenceProducers(Set.copyOf(ids), calls.within(new FenceProducersOptions())).all());
		}
	}

}
