package io.roster.plan;

import java.util.List;
import java.util.stream.Collectors;

import io.roster.plan.Scope.TopicScope;
import io.roster.problem.InvalidRequestException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ScopeTests {

	@Property
	void topicAloneIsAllOfIt(@ForAll("topics") String topic) {
		assertThat(TopicScope.parse(topic)).isEqualTo(new TopicScope(topic, null));
	}

	@Property
	void numbersBehindTheColonAreItsPartitions(@ForAll("topics") String topic,
			@ForAll @NotEmpty List<@IntRange(min = 0, max = 999_999) Integer> partitions) {
		String text = topic + ":" + partitions.stream().map(String::valueOf).collect(Collectors.joining(","));
		assertThat(TopicScope.parse(text)).isEqualTo(new TopicScope(topic, partitions));
	}

	@Property
	void anythingElseBehindTheColonIsRefused(@ForAll("topics") String topic, @ForAll("noNumbers") String rest) {
		assertThatThrownBy(() -> TopicScope.parse(topic + ":" + rest)).isInstanceOf(InvalidRequestException.class);
	}

	@Provide
	Arbitrary<String> topics() {
		return Arbitraries.strings()
			.withCharRange('a', 'z')
			.withCharRange('0', '9')
			.withChars("._-")
			.ofMinLength(1)
			.ofMaxLength(249);
	}

	@Provide
	Arbitrary<String> noNumbers() {
		return Arbitraries.strings().ofMaxLength(8).filter((text) -> !text.matches("[0-9]+(,[0-9]+)*"));
	}

}
