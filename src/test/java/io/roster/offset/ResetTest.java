package io.roster.offset;

import java.util.UUID;

import io.roster.support.Consumers;
import io.roster.support.Http;
import io.roster.support.Http.Answer;
import io.roster.support.TestKafka;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/** A topic of three partitions with ten records each, and a group to reset on it. */
abstract class ResetTest {

	static final String TO_EARLIEST = "{\"to\":\"earliest\",\"scope\":{\"allTopics\":true},\"dryRun\":false}";

	@Autowired
	Http http;

	final String group = "reset-" + UUID.randomUUID();

	final String topic = this.group + "-topic";

	final String path = "/groups/" + this.group + "/offset-resets";

	final Consumers consumers = new Consumers();

	@BeforeEach
	void topic() {
		TestKafka.createTopic(this.topic, 3);
		TestKafka.produce(this.topic, 3, 0, 30);
	}

	@AfterEach
	void close() {
		this.consumers.close();
	}

	String plan(String body) {
		Answer answer = this.http.post(this.path, body);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		return answer.json().path("planId").asString();
	}

	Answer execute(String planId) {
		return this.http.post(this.path, "{\"planId\":\"" + planId + "\",\"dryRun\":false}");
	}

	TopicPartition partition(int number) {
		return new TopicPartition(this.topic, number);
	}

	String state() {
		return this.http.get("/groups/" + this.group, "Cache-Control", "no-cache").json().path("state").asString("");
	}

}
