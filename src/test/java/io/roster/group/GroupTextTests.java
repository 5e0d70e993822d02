package io.roster.group;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.roster.support.Commits;
import io.roster.support.Consumers;
import io.roster.support.Http;
import io.roster.support.Http.Answer;
import io.roster.support.KafkaTool;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** {@code Accept: text/plain} gives what Kafka's tool prints, character for character. */
@RosterTest
class GroupTextTests {

	@Autowired
	private Http http;

	private final String group = "text-" + UUID.randomUUID();

	private final String topic = this.group + "-topic";

	private final Consumers consumers = new Consumers();

	@BeforeEach
	void topic() {
		TestKafka.createTopic(this.topic, 3);
		TestKafka.produce(this.topic, 3, 0, 30);
	}

	@AfterEach
	void close() {
		this.consumers.close();
	}

	@ParameterizedTest
	@CsvSource({ "classic,false", "classic,true", "consumer,false", "consumer,true" })
	void runningGroup(String protocol, boolean verbose) {
		this.consumers.start(this.group, Map.of("group.protocol", protocol, "group.instance.id", "static-1"),
				(consumer) -> consumer.subscribe(List.of(this.topic)));
		this.consumers.start(this.group, Map.of("group.protocol", protocol),
				(consumer) -> consumer.subscribe(List.of(this.topic)));
		await().until(() -> this.http.get("/groups/" + this.group, "Cache-Control", "no-cache")
			.json()
			.path("members")
			.asInt() == 2 && committed() == 30 && stable());
		compare(verbose);
	}

	@ParameterizedTest
	@CsvSource({ "false", "true" })
	void emptyGroup(boolean verbose) {
		Commits.setOffsets(this.group,
				Map.of(new TopicPartition(this.topic, 0), 3L, new TopicPartition(this.topic, 2), 99L));
		compare(verbose);
	}

	@Test
	void listHasTheColumnsThatAreAskedFor() {
		Commits.setOffsets(this.group, Map.of(new TopicPartition(this.topic, 0), 3L));
		assertThat(text("/groups?search=" + this.group)).isEqualTo(this.group + "\n");
		String tool = KafkaTool.print("--list", "--state", "--type");
		String ours = text("/groups?search=" + this.group + "&state=&type=");
		assertThat(words(ours.lines().toList().get(0))).isEqualTo(words(tool.lines().toList().get(0)));
		assertThat(tool.lines().filter((line) -> line.startsWith(this.group)).map(GroupTextTests::words))
			.containsExactly(words(ours.lines().toList().get(1)));
		assertThat(text("/groups?search=" + this.group + "&state=Stable").lines()).hasSize(1);
	}

	@Test
	void groupThatIsNotThereIsAProblemWhateverIsAccepted() {
		for (String accepted : List.of("text/plain", "text/csv", "application/json")) {
			Answer answer = this.http.get("/groups/" + this.group + "/offsets", "Accept", accepted);
			assertThat(answer.status()).isEqualTo(404);
			assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		}
		assertThat(this.http.get("/groups", "Accept", "image/png").status()).isEqualTo(406);
	}

	private void compare(boolean verbose) {
		String query = "?verbose=" + verbose;
		String[] none = verbose ? new String[] { "--verbose" } : new String[0];
		compareLines(text("/groups/" + this.group + "/offsets" + query), tool(none));
		compareLines(text("/groups/" + this.group + query), tool(with("--state", none)));
		String members = text("/groups/" + this.group + "/members" + query);
		if (members.lines().count() > 2) {
			compareLines(members, tool(with("--members", none)));
		}
	}

	/** The tool has the members in the order of a hash. */
	private static void compareLines(String ours, String tool) {
		assertThat(ours.lines().limit(2)).isEqualTo(tool.lines().limit(2).toList());
		assertThat(ours.lines().sorted()).isEqualTo(tool.lines().sorted().toList());
	}

	private static String[] with(String option, String... more) {
		return (more.length > 0) ? new String[] { option, more[0] } : new String[] { option };
	}

	private String tool(String... options) {
		return KafkaTool.print(java.util.stream.Stream
			.concat(java.util.stream.Stream.of("--describe", "--group", this.group), java.util.Arrays.stream(options))
			.toArray(String[]::new));
	}

	private String text(String path) {
		Answer answer = this.http.get(path, "Accept", "text/plain", "Cache-Control", "no-cache");
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		assertThat(answer.header("Content-Type")).isEqualTo("text/plain;charset=UTF-8");
		return answer.text();
	}

	private static List<String> words(String line) {
		return List.of(line.trim().split("\\s+"));
	}

	private long committed() {
		return Commits.offsets(this.group).values().stream().mapToLong(Long::longValue).sum();
	}

	private boolean stable() {
		return this.http.get("/groups/" + this.group).json().path("state").asString().equals("Stable");
	}

}
