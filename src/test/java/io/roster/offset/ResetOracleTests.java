package io.roster.offset;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.roster.support.Commits;
import io.roster.support.Http;
import io.roster.support.KafkaTool;
import io.roster.support.RosterTest;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Kafka's tool and HTTP come to the same offsets, for every strategy, scope, state of the
 * group and shape of a log.
 */
@RosterTest
class ResetOracleTests extends ResetOracleTest {

	@ParameterizedTest
	@FieldSource("STRATEGIES")
	void plansOfAnEmptyGroup(Strategy strategy) {
		String group = group("empty");
		commit(group);
		compareAllScopes(group, strategy);
	}

	@ParameterizedTest
	@FieldSource("STRATEGIES")
	void plansOfAnAbsentGroup(Strategy strategy) {
		String group = group("absent");
		if (strategy.body().contains("shift")) {
			Http.Answer answer = plan(group, strategy, topics(this.plain));
			assertThat(answer.status()).isEqualTo(409);
			assertThat(answer.json().path("type").asString()).endsWith("no-committed-offset");
			return;
		}
		compare(group, strategy, topics(this.plain), "--topic", this.plain);
		compare(group, strategy, topics(this.odd + ":1,2"), "--topic", this.odd + ":1,2");
		// The tool has nothing to do then, and says nothing.
		assertThat(plan(group, strategy, "{\"allTopics\":true}").status()).isEqualTo(404);
		assertThat(this.http.get("/groups/" + group + "/exists").json().path("exists").asBoolean()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "classic", "consumer" })
	void plansOfAGroupThatHasBecomeEmpty(String protocol) {
		String group = group("was-" + protocol);
		join(group, protocol);
		this.consumers.close();
		commit(group);
		for (Strategy strategy : STRATEGIES) {
			compare(group, strategy, "{\"allTopics\":true}", "--all-topics");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "classic", "consumer" })
	void runningGroupIsRefusedAsTheToolRefusesIt(String protocol) {
		String group = group("running-" + protocol);
		join(group, protocol);
		Map<TopicPartition, Long> before = Commits.offsets(group);
		for (Strategy strategy : STRATEGIES) {
			assertThat(KafkaTool.reset(strategy.options("--execute", "--group", group, "--all-topics"))).isEmpty();
			Http.Answer answer = post(group, strategy, "{\"allTopics\":true}", false);
			assertThat(answer.status()).isEqualTo(409);
			assertThat(answer.json().path("members").get(0).path("clientId").asString()).startsWith("consumer-");
		}
		assertThat(Commits.offsets(group)).isEqualTo(before);
	}

	@Test
	void rebalancingGroupIsRefusedAsTheToolRefusesIt() {
		String group = group("rebalancing");
		// A member that does not poll while another one joins keeps the group waiting.
		this.consumers.start(group, Map.of("max.poll.interval.ms", "300000"),
				(KafkaConsumer<byte[], byte[]> consumer) -> {
					consumer.subscribe(List.of(this.plain));
					long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
					boolean assigned = false;
					while (!assigned && System.nanoTime() < end) {
						consumer.poll(java.time.Duration.ofMillis(100));
						assigned = !consumer.assignment().isEmpty();
					}
					await().until(() -> state(group).equals("PreparingRebalance"));
					await().pollDelay(3, TimeUnit.SECONDS).until(() -> true);
				});
		await().until(() -> state(group).equals("Stable"));
		this.consumers.start(group, Map.of(), (consumer) -> consumer.subscribe(List.of(this.plain)));
		await().until(() -> state(group).equals("PreparingRebalance"));
		Strategy earliest = STRATEGIES.get(0);
		assertThat(KafkaTool.reset(earliest.options("--execute", "--group", group, "--topic", this.plain))).isEmpty();
		Http.Answer answer = post(group, earliest, topics(this.plain), false);
		assertThat(answer.status()).isEqualTo(409);
		assertThat(answer.json().path("members")).isNotEmpty();
	}

	@ParameterizedTest
	@FieldSource("STRATEGIES")
	void executionsLeaveTheSameCommits(Strategy strategy) {
		String tools = group("tool");
		String ours = group("ours");
		commit(tools);
		commit(ours);
		KafkaTool.reset(strategy.options("--execute", "--group", tools, "--all-topics"));
		Http.Answer answer = post(ours, strategy, "{\"allTopics\":true}", false);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		assertThat(Commits.of(ours)).isEqualTo(Commits.of(tools));
	}

}
