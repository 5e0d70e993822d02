package io.roster.deadletter;

import java.util.Set;

import io.roster.delivery.DeadLetters;
import io.roster.support.Http;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

@RosterTest
@Import(NamedTopicsTests.Names.class)
class NamedTopicsTests {

	@Autowired
	private Http http;

	@Autowired
	private DeadLetters deadLetters;

	@Test
	void topicThatIsNamedElsewhereIsReadWithoutBeingAskedFor() throws Exception {
		TestKafka.createTopic("dn-failures", 1);
		this.deadLetters
			.write(DeadLetterWriter.record("dn-orders", 0, 4, "k", "v"), "dn-failures", "dn-g",
					new IllegalStateException("x"))
			.get(60, java.util.concurrent.TimeUnit.SECONDS);
		JsonNode page = this.http.get("/groups/dn-g/dead-letters").json();
		assertThat(page.path("deadLetterTopics").valueStream().map(JsonNode::asString)).containsExactly("dn-failures");
		assertThat(page.path("deadLetters").get(0).path("offset").asLong()).isEqualTo(4);
		assertThat(this.http.post("/groups/dn-g/dead-letters/redrive", "{}").json().path("count").asInt()).isZero();
		assertThat(this.http.get("/groups/dn-other/dead-letters").status()).isEqualTo(404);
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Names {

		@Bean
		DeadLetterTopics names() {
			return (groupId) -> groupId.equals("dn-g") ? Set.of("dn-failures", "dn-not-made-yet") : Set.of();
		}

	}

}
