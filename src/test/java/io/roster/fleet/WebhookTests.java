package io.roster.fleet;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

import io.roster.support.Http;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import io.roster.support.Webhook;
import io.roster.support.Webhook.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A topic and a URL: all that a team has to say. */
@RosterTest
class WebhookTests {

	@Autowired
	private Http http;

	private final Webhook webhook = Webhook.start();

	private final String topic = "webhook-" + UUID.randomUUID();

	private final String group = "/groups/" + this.topic;

	@AfterEach
	void stopAll() {
		assertThat(this.http.delete(this.group + "/workers").status()).isEqualTo(204);
		this.webhook.close();
	}

	@Test
	void resumeTriesAgainWhatHasStopped() {
		TestKafka.createTopic(this.topic, 1);
		TestKafka.produce(this.topic, 1, 0, 10);
		this.webhook.answer(Answer.of(400));
		assertThat(this.http.post(this.group + "/workers", """
				{"topics":["%s"],"deadLetterTopic":"","handler":{"type":"http","url":"%s","inFlight":1}}
				""".formatted(this.topic, this.webhook.url())).status()).isEqualTo(201);
		await().until(() -> worker().path("lastError").asString("").contains("resume tries it again"));
		this.webhook.answer(Answer.of(200));
		long before = this.webhook.requests();
		await().during(Duration.ofSeconds(1)).until(() -> this.webhook.requests() == before);
		assertThat(this.http.post(this.group + "/workers/resume", "").status()).isEqualTo(200);
		awaitCommitted(10);
	}

	@Test
	void secretThatIsNotShownGoesToNobodyElse() {
		TestKafka.createTopic(this.topic, 1);
		String body = """
				{"topics":["%s"],"count":1,"handler":{"type":"http","url":"%s","headers":{"Authorization":"%s"}}}""";
		assertThat(
				this.http.post(this.group + "/workers", body.formatted(this.topic, this.webhook.url(), "Bearer secret"))
					.status())
			.isEqualTo(201);
		Http.Answer elsewhere = put(body.formatted(this.topic, "http://localhost:" + this.webhook.port(), "***"));
		assertThat(elsewhere.status()).isEqualTo(400);
		assertThat(elsewhere.json().path("errors").get(0).path("field").asString())
			.isEqualTo("handler.headers.Authorization");
		assertThat(put(body.formatted(this.topic, this.webhook.url() + "/other", "***")).status()).isEqualTo(200);
		TestKafka.produce(this.topic, 1, 0, 1);
		awaitCommitted(1);
		assertThat(this.webhook.received()).hasSize(1)
			.allMatch((request) -> "Bearer secret".equals(request.header("Authorization")));
	}

	private Http.Answer put(String body) {
		return this.http.send("PUT", this.group + "/worker-spec", body, "If-Match", "*");
	}

	private JsonNode worker() {
		return this.http.get(this.group + "/workers").json().path("workers").get(0);
	}

	@Test
	void everyRecordArrivesAndWhatIsRefusedIsKeptAndCanBePutBack() {
		TestKafka.createTopic(this.topic, 3);
		TestKafka.produce(this.topic, 3, 0, 60);
		AtomicBoolean mended = new AtomicBoolean();
		String poison = this.topic + "/1/4";
		this.webhook.answer((request) -> (poison.equals(request.header("ce-id")) && !mended.get())
				? Answer.of(422).body("no such customer") : Answer.of(204));
		Http.Answer started = this.http.post(this.group + "/workers", """
				{"topics":["%s"],"count":2,"deadLetterTopic":"%s-refused",
				 "handler":{"type":"http","url":"%s","headers":{"Authorization":"Bearer secret"}}}
				""".formatted(this.topic, this.topic, this.webhook.url()));
		assertThat(started.status()).isEqualTo(201);
		assertThat(started.json().toString()).doesNotContain("secret");
		awaitCommitted(60);
		assertThat(arrived()).hasSize(60);
		assertThat(this.webhook.received())
			.allMatch((request) -> "Bearer secret".equals(request.header("Authorization")));
		JsonNode letters = this.http.get(this.group + "/dead-letters").json().path("deadLetters");
		assertThat(letters).hasSize(1);
		JsonNode letter = letters.get(0);
		assertThat(letter.path("deadLetterTopic").asString()).isEqualTo(this.topic + "-refused");
		assertThat(letter.path("topic").asString() + "/" + letter.path("partition") + "/" + letter.path("offset"))
			.isEqualTo(poison);
		assertThat(letter.path("message").asString()).contains("422").contains("no such customer");
		mended.set(true);
		Http.Answer redriven = this.http.post(this.group + "/dead-letters/redrive", "{\"dryRun\":false}");
		assertThat(redriven.status()).isEqualTo(200);
		awaitCommitted(61);
		assertThat(arrived()).hasSize(61).contains(this.topic + "/1/20");
		JsonNode ledger = this.http.get(this.group + "/ledger").json();
		assertThat(ledger.path("gaps").asLong()).isZero();
		assertThat(ledger.path("repeated").asLong()).isZero();
		assertThat(ledger.path("partitions")).hasSize(3);
		assertThat(ledger.path("partitions").get(1).path("deadLettered")).hasSize(1);
	}

	private Set<String> arrived() {
		Set<String> ids = new TreeSet<>();
		this.webhook.received().forEach((request) -> ids.add(request.header("ce-id")));
		return ids;
	}

	private void awaitCommitted(long records) {
		await().until(() -> {
			long committed = 0;
			for (JsonNode offset : this.http.get(this.group + "/offsets", "Cache-Control", "no-cache")
				.json()
				.path("offsets")) {
				committed += offset.path("committedOffset").asLong(0);
			}
			return committed == records;
		});
	}

}
