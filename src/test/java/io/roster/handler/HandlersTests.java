package io.roster.handler;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;

import io.roster.cluster.Cluster;
import io.roster.problem.InvalidRequestException;
import io.roster.problem.Violations;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import io.roster.support.Webhook;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@RosterTest
class HandlersTests {

	@Autowired
	private Handlers handlers;

	@Autowired
	private HttpSender sender;

	@Autowired
	private Cluster cluster;

	@Test
	void eventsNameTheCluster() throws Exception {
		try (Webhook webhook = Webhook.start(); RecordProcessor processor = this.handlers.create(http(webhook))) {
			assertThat(HttpTest.process(processor, HttpTest.records("1"))).isEqualTo(1);
			assertThat(webhook.received().get(0).header("ce-source"))
				.isEqualTo("/kafka/" + TestKafka.admin().describeCluster().clusterId().get() + "/topics/orders");
		}
	}

	@Test
	void beanIsCalled() throws Exception {
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		AtomicInteger seen = new AtomicInteger();
		beans.registerSingleton("counting", (RecordHandler) (record) -> seen.incrementAndGet());
		try (RecordProcessor processor = with(beans).create(bean("counting"))) {
			assertThat(HttpTest.process(processor, HttpTest.records("1", "2"))).isEqualTo(2);
		}
		assertThat(seen).hasValue(2);
	}

	@Test
	void unknownBeanIsRefusedAndTheKnownAreNamed() {
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		assertThat(violation(with(beans), "x"))
			.isEqualTo("is no bean here: none implements " + RecordHandler.class.getName());
		beans.registerSingleton("second", (RecordHandler) (record) -> {
		});
		beans.registerSingleton("first", (RecordHandler) (record) -> {
		});
		beans.registerSingleton("text", "no handler");
		beans.registerAlias("first", "one");
		assertThat(violation(with(beans), "x")).isEqualTo("must be one of first, second");
		assertThat(violation(with(beans), "text")).isEqualTo("must be one of first, second");
		Violations violations = new Violations();
		with(beans).check(bean("first"), violations, "handler");
		with(beans).check(bean("one"), violations, "handler");
		violations.throwIfAny();
	}

	private Handlers with(DefaultListableBeanFactory beans) {
		return new Handlers(beans, this.sender, new HandlerThreads(new MockEnvironment()), this.cluster,
				Clock.systemUTC());
	}

	private static String violation(Handlers handlers, String name) {
		Violations violations = new Violations();
		handlers.check(bean(name), violations, "handler");
		return assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(violations::throwIfAny)
			.actual()
			.errors()
			.get(0)
			.message();
	}

	private static HandlerSpec bean(String name) {
		return new HandlerSpec("bean", null, null, null, null, null, null, name);
	}

	private static HandlerSpec http(Webhook webhook) {
		return new HandlerSpec("http", webhook.url(), null, null, null, null, null, null);
	}

}
