package io.roster.fleet;

import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.roster.deadletter.DeadLetterTopics;
import io.roster.worker.NewWorkers;
import io.roster.worker.WorkerProperties;

import org.springframework.stereotype.Component;

/** Knows the dead letter topics that specs and the configuration have named. */
@Component
class NamedDeadLetterTopics implements DeadLetterTopics {

	private final DesiredState state;

	private final WorkerProperties properties;

	NamedDeadLetterTopics(DesiredState state, WorkerProperties properties) {
		this.state = state;
		this.properties = properties;
	}

	@Override
	public Set<String> of(String groupId) {
		Stream<String> declared = this.properties.groups()
			.stream()
			.filter((group) -> group.groupId().equals(groupId))
			.map((group) -> Objects.requireNonNullElse(group.deadLetterTopic(), ""));
		Stream<String> wanted = this.state.group(groupId)
			.specs()
			.values()
			.stream()
			.map(NewWorkers::deadLetterTopic)
			.map((topic) -> Objects.requireNonNullElse(topic, ""));
		return Stream.concat(declared, wanted).filter((topic) -> !topic.isEmpty()).collect(Collectors.toSet());
	}

}
