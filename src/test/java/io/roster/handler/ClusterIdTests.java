package io.roster.handler;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ClusterIdTests {

	@Test
	void answerIsSharedAndKept() {
		AtomicInteger asked = new AtomicInteger();
		CompletableFuture<String> answer = new CompletableFuture<>();
		ClusterId id = new ClusterId(() -> {
			asked.incrementAndGet();
			return answer;
		});
		CompletableFuture<String> first = id.get();
		CompletableFuture<String> second = id.get();
		assertThat(first).isNotDone();
		answer.complete("c");
		assertThat(first).isCompletedWithValue("c");
		assertThat(second).isCompletedWithValue("c");
		assertThat(id.get()).isCompletedWithValue("c");
		assertThat(asked).hasValue(1);
	}

	@Test
	void failureIsNotKept() {
		AtomicInteger asked = new AtomicInteger();
		ClusterId id = new ClusterId(() -> switch (asked.incrementAndGet()) {
			case 1 -> throw new IllegalStateException("no client yet");
			case 2 -> CompletableFuture.failedFuture(new IllegalStateException("no answer"));
			default -> CompletableFuture.completedFuture("c");
		});
		assertThat(id.get()).isCompletedExceptionally();
		assertThat(id.get()).isCompletedExceptionally();
		assertThat(id.get()).isCompletedWithValue("c");
	}

}
