package io.roster.offset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import io.roster.cluster.ReadError;
import io.roster.history.Outcome;
import io.roster.history.PastReset;
import io.roster.plan.Committed;
import io.roster.plan.Plan;
import io.roster.plan.PlannedOffset;
import io.roster.plan.Planner;
import io.roster.plan.Target;
import org.apache.kafka.common.TopicPartition;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Works out what it takes to put back what a reset has replaced. */
@Component
class UndoPlanner {

	private final Planner planner;

	UndoPlanner(Planner planner) {
		this.planner = planner;
	}

	/**
	 * Plans an undo. What the reset did not write stays as it is; of what it may have
	 * written only that is put back which is still as it would have left it.
	 * @param past the reset
	 * @return the plan
	 */
	Plan plan(PastReset past) {
		Map<TopicPartition, Committed> offsets = new HashMap<>();
		Function<TopicPartition, Outcome> outcomes = past.outcomeOf();
		Map<TopicPartition, PlannedOffset> written = new HashMap<>();
		past.plan().partitions().forEach((planned) -> {
			TopicPartition partition = planned.topicPartition();
			if (outcomes.apply(partition) != Outcome.NOT_DONE) {
				written.put(partition, planned);
				if (planned.from() != null) {
					offsets.put(partition, planned.from());
				}
			}
		});
		Plan plan = this.planner.planAsItWas(past.plan().groupId(), new Target.Copied("undo", offsets),
				written.keySet(), false);
		List<PlannedOffset> sure = new ArrayList<>();
		List<ReadError> unsure = new ArrayList<>();
		for (PlannedOffset planned : plan.partitions()) {
			TopicPartition partition = planned.topicPartition();
			PlannedOffset before = written.get(partition);
			Long now = Committed.offsetOf(planned.from());
			boolean asLeft = before != null && Objects.equals(now, Committed.offsetOf(before.to()));
			if (outcomes.apply(partition) == Outcome.DONE || asLeft
					|| Objects.equals(now, Committed.offsetOf(planned.to()))) {
				sure.add(planned);
			}
			else {
				unsure.add(new ReadError(null, partition.topic(), partition.partition(), HttpStatus.CONFLICT.value(),
						"Not known to be written", "It is not known whether the reset wrote " + partition
								+ ", and what is committed now is neither what it would have written nor what was there before."));
			}
		}
		return plan.withPartitions(sure).withErrors(unsure).asUndoOf(past.resetId(), past.plan().seen() == null);
	}

}
