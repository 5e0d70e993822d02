package io.roster.group;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class SharedReadsTests {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final AtomicInteger reads = new AtomicInteger();

	private final CountDownLatch begun = new CountDownLatch(1);

	private final CountDownLatch goOn = new CountDownLatch(1);

	private final SharedReads<String, Integer> shared = new SharedReads<>(Duration.ofMillis(50), (key) -> {
		int number = this.reads.incrementAndGet();
		this.begun.countDown();
		try {
			this.goOn.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		return number;
	});

	@AfterEach
	void shutDown() {
		this.executor.shutdownNow();
	}

	@Test
	void thoseWhoAskMeanwhileShareTheRead() throws Exception {
		List<CompletableFuture<Integer>> answers = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			answers.add(CompletableFuture.supplyAsync(() -> this.shared.get("g"), this.executor));
		}
		this.begun.await();
		this.goOn.countDown();
		assertThat(answers).allSatisfy((answer) -> assertThat(answer.join()).isEqualTo(1));
		assertThat(this.shared.get("g")).isEqualTo(1);
		await().until(() -> this.shared.get("g") == 2);
	}

	@Test
	void freshReadBeginsAfterItWasAskedForAndIsSharedToo() throws Exception {
		CompletableFuture<Integer> old = CompletableFuture.supplyAsync(() -> this.shared.get("g"), this.executor);
		this.begun.await();
		List<CompletableFuture<Integer>> fresh = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			fresh.add(CompletableFuture.supplyAsync(() -> this.shared.fresh("g"), this.executor));
		}
		await().during(Duration.ofMillis(100)).until(() -> this.reads.get() == 1);
		this.goOn.countDown();
		assertThat(old.join()).isEqualTo(1);
		assertThat(fresh).allSatisfy((answer) -> assertThat(answer.join()).isGreaterThan(1));
		assertThat(this.reads.get()).isLessThanOrEqualTo(4);
	}

	@Test
	void failureReachesAllWhoWaitAndIsNotKept() {
		AtomicInteger calls = new AtomicInteger();
		SharedReads<String, Integer> failing = new SharedReads<>(Duration.ofMinutes(1), (key) -> {
			if (calls.incrementAndGet() == 1) {
				throw new IllegalArgumentException("first");
			}
			return 7;
		});
		assertThatThrownBy(() -> failing.get("g")).isInstanceOf(IllegalArgumentException.class);
		assertThat(failing.get("g")).isEqualTo(7);
		assertThat(failing.get("g")).isEqualTo(7);
		assertThat(calls.get()).isEqualTo(2);
	}

}
