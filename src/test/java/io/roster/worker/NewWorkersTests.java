package io.roster.worker;

import java.util.UUID;

import io.roster.support.Http;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests to start workers that are refused, and change nothing. */
@RosterTest
class NewWorkersTests {

	@Autowired
	private Http http;

	private final String topic = "refused-" + UUID.randomUUID();

	private final String path = "/groups/" + this.topic + "/workers";

	@BeforeEach
	void topic() {
		TestKafka.createTopic(this.topic, 6);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{}                                                          | topics
			{"topics":[]}                                               | topics
			{"topics":[null]}                                           | topics[0]
			{"topics":["a b"]}                                          | topics[0]
			{"topics":["T"],"topicPattern":"x"}                         | topics
			{"topicPattern":"["}                                        | topicPattern
			{"topics":["T"],"count":0}                                  | count
			{"topics":["T"],"count":101}                                | count
			{"topics":["T"],"count":"2"}                                | count
			{"topics":["T"],"count":1.5}                                | count
			{"topics":["T"],"protocol":"new"}                           | protocol
			{"topics":["T"],"assignor":"uniform"}                       | assignor
			{"topics":["T"],"protocol":"consumer","assignor":"sticky"}  | assignor
			{"topics":["T"],"autoOffsetReset":"somewhere"}              | autoOffsetReset
			{"topics":["T"],"maxPollRecords":0}                         | maxPollRecords
			{"topics":["T"],"handler":{"type":"nothing"}}               | handler.type
			{"topics":["T"],"handler":{}}                               | handler.type
			{"topics":["T"],"handler":{"kind":"log"}}                   | handler.kind
			{"topics":["T"],"retry":{"backoff":1000}}                   | retry.backoff
			{"topics":["T"],"retry":{"backoff":"1s"}}                   | retry.backoff
			{"topics":["T"],"retry":{"backoff":"PT9S","maxBackoff":"PT1S"}}                    | retry.maxBackoff
			{"topics":["T"],"handler":{"type":"topic","topic":"T"}}     | handler.topic
			{"topicPattern":".*","handler":{"type":"topic","topic":"T"}}                       | handler.topic
			{"topics":["T"],"deadLetterTopic":"T"}                      | deadLetterTopic
			{"topics":["T"],"handler":{"type":"http","url":"http://u:p@x/"}}                   | handler.url
			{"topics":["T"],"handler":{"type":"http","url":"http://x/","headers":{"A":"***"}}} | handler.headers.A
			{"topics":["T"],"unknown":1}                                | unknown
			{"topics":["T"],"count":1,"count":2}                        | body
			{"topics":"T"}                                              | topics
			{"partitions":[]}                                           | partitions
			{"partitions":[{"topic":"T"}]}                              | partitions[0].partitions
			{"partitions":[{"partitions":[0]}]}                         | partitions[0].topic
			{"partitions":[{"topic":"T","partitions":[-1]}]}            | partitions[0].partitions[0]
			{"partitions":[{"topic":"T","partitions":[1,1]}]}           | partitions[0].partitions[1]
			{"partitions":[{"topic":"T","partitions":[1]}],"count":2}   | count
			{"partitions":[{"topic":"T","partitions":[1]}],"assignor":"range"} | assignor
			[]                                                          | body
			{                                                           | body
			""")
	void badFieldIsNamedAndNothingStarts(String body, String field) {
		Http.Answer answer = this.http.post(this.path, body.replace("\"T\"", "\"" + this.topic + "\""));
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(answer.json().path("errors").valueStream().map((error) -> error.path("field").asString()))
			.contains(field);
		assertThat(this.http.get(this.path).json().path("workers")).isEmpty();
	}

	@Test
	void everyBadFieldIsNamedAtOnce() {
		JsonNode problem = this.http.post(this.path, "{\"count\":0,\"assignor\":\"x\",\"autoOffsetReset\":\"y\"}")
			.json();
		assertThat(problem.path("errors").valueStream().map((error) -> error.path("field").asString()))
			.containsExactlyInAnyOrder("topics", "count", "assignor", "autoOffsetReset");
	}

	@Test
	void unknownTopicOrPartitionIsRefusedAndNothingStarts() {
		Http.Answer topic = this.http.post(this.path, "{\"topics\":[\"%s\",\"nowhere\"]}".formatted(this.topic));
		assertThat(topic.status()).isEqualTo(422);
		assertThat(topic.json().path("detail").asString()).contains("nowhere").doesNotContain(this.topic);
		Http.Answer partition = this.http.post(this.path,
				"{\"partitions\":[{\"topic\":\"%s\",\"partitions\":[5,6]}]}".formatted(this.topic));
		assertThat(partition.status()).isEqualTo(422);
		assertThat(partition.json().path("errors").get(0).path("message").asString()).contains(this.topic + "-6");
		assertThat(this.http.get(this.path).json().path("workers")).isEmpty();
		assertThat(this.http.get("/groups/" + this.topic).status()).isEqualTo(404);
		assertThat(TestKafka.topics()).doesNotContain("nowhere");
	}

	@Test
	void groupWhoseIdIsBlankCannotHaveWorkers() {
		Http.Answer answer = this.http.post("/groups/%20/workers", "{\"topics\":[\"%s\"]}".formatted(this.topic));
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.json().path("errors").get(0).path("field").asString()).isEqualTo("groupId");
	}

}
