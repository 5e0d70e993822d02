package io.roster.cluster;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import io.roster.problem.ProblemException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class KafkaProblemsTests {

	private final Reachability nobody = new Reachability("127.0.0.1:1");

	@Test
	void failuresOfDependentStagesAreWhatTheyWrap() {
		assertThat(status(new GroupIdNotFoundException("g"))).isEqualTo(404);
		assertThat(status(new CompletionException(new GroupIdNotFoundException("g")))).isEqualTo(404);
		assertThat(status(new ExecutionException(new CompletionException(new GroupIdNotFoundException("g")))))
			.isEqualTo(404);
		assertThat(status(new CompletionException(GroupAuthorizationException.forGroupId("g")))).isEqualTo(403);
		assertThat(status(new CompletionException(new TimeoutException("late")))).isEqualTo(503);
	}

	@Test
	void whatIsNoFailureOfKafkaIsNotTakenForOne() {
		assertThatIllegalStateException().isThrownBy(() -> status(new IllegalArgumentException("own")));
	}

	private int status(Throwable failure) {
		ProblemException problem = KafkaProblems.of(failure, this.nobody);
		return problem.getStatusCode().value();
	}

}
