package io.roster.offset;

import java.util.List;
import java.util.Map;

import io.roster.support.Commits;
import io.roster.support.Http.Answer;
import io.roster.support.RosterTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** What cannot be right is refused with the field, and changes nothing. */
@RosterTest
class ResetInputTests extends ResetTest {

	@Test
	void partOfAPathThatSpringWouldCutOffIsRefused() {
		Commits.setOffsets(this.group, Map.of(partition(0), 4L));
		Answer answer = this.http.delete("/groups/" + this.group + ";old");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.json().path("errors").get(0).path("field").asString()).isEqualTo("path");
		assertThat(Commits.offsets(this.group)).hasSize(1);
		String id = this.group + ";old";
		Commits.setOffsets(id, Map.of(partition(0), 4L));
		assertThat(this.http.delete("/groups/" + this.group + "%3Bold").status()).isEqualTo(204);
		assertThat(Commits.offsets(this.group)).hasSize(1);
	}

	@Test
	void topicThatIsNamedTwiceIsMeantOnce() {
		JsonNode plan = this.http
			.post(this.path,
					"{\"to\":\"earliest\",\"scope\":{\"topics\":[\"" + this.topic + ":0\",\"" + this.topic
							+ ":0,2\"]}}")
			.json();
		assertThat(plan.path("partitions").valueStream().map((row) -> row.path("partition").asInt())).containsExactly(0,
				2);
	}

	@Test
	void oddGroupIdsAreReset() {
		for (String odd : List.of("a/b", "\\", " ", "😀", "..", "~x", "x".repeat(240))) {
			String id = odd + this.group.substring(0, 15);
			String segment = "/groups/~" + java.util.Base64.getUrlEncoder()
				.withoutPadding()
				.encodeToString(id.getBytes(java.nio.charset.StandardCharsets.UTF_8));
			Answer answer = this.http.post(segment + "/offset-resets",
					"{\"to\":\"latest\",\"scope\":{\"topics\":[\"" + this.topic + "\"]},\"dryRun\":false}");
			assertThat(answer.status()).as(answer.text()).isEqualTo(200);
			assertThat(answer.json().path("groupId").asString()).isEqualTo(id);
			assertThat(Commits.offsets(id)).hasSize(3);
			assertThat(this.http.get(segment + "/offset-resets").json().path("resets")).hasSize(1);
			assertThat(this.http.delete(segment).status()).isEqualTo(204);
		}
	}

	@Test
	void copyOfATopicThatIsNotThereIsRefused() {
		String source = this.group + "-source";
		Commits.setOffsets(source, Map.of(partition(0), 4L, partition(2), 7L));
		String path = "/groups/" + this.group + "/offset-copies";
		assertThat(this.http.post(path, "{\"from\":\"" + source + "\",\"topics\":[\"" + this.topic + ":2\"]}")
			.json()
			.path("partitions")).hasSize(1);
		assertThat(this.http.post(path, "{\"from\":\"" + source + "\",\"topics\":[\"no-such-topic\"]}").status())
			.isEqualTo(422);
	}

	@Test
	void namesThatKafkasClientCannotSendAreRefusedAndBreakNothing() {
		String longName = "x".repeat(40_000);
		for (String body : List.of(
				"{\"groups\":[\"" + longName + "\"],\"to\":\"latest\",\"scope\":{\"allTopics\":true}}",
				"{\"groups\":[\"x\\ud800y\"],\"to\":\"latest\",\"scope\":{\"allTopics\":true}}")) {
			Answer answer = this.http.post("/offset-resets", body);
			assertThat(answer.status()).as(answer.text()).isEqualTo(400);
			assertThat(answer.json().path("errors").get(0).path("field").asString()).isEqualTo("groups[0]");
		}
		for (String topic : List.of(longName, "bad topic!", "..", "x".repeat(250))) {
			assertThat(this.http.post(this.path, "{\"to\":\"latest\",\"scope\":{\"topics\":[\"" + topic + "\"]}}")
				.status()).isEqualTo(400);
			assertThat(this.http
				.post(this.path,
						"{\"to\":\"explicit\",\"offsets\":[{\"topic\":\"" + topic
								+ "\",\"partition\":0,\"offset\":1}]}")
				.status()).isEqualTo(400);
			assertThat(this.http.post(this.path, topic + ",0,1", "Content-Type", "text/csv").status()).isEqualTo(400);
		}
		assertThat(
				this.http.post("/groups/" + this.group + "/offset-copies", "{\"from\":\"" + longName + "\"}").status())
			.isEqualTo(400);
		assertThat(this.http.post("/offset-resets", longName + ",t,0,1", "Content-Type", "text/csv").status())
			.isEqualTo(400);
		assertThat(this.http.get("/groups", "Cache-Control", "no-cache").status()).isEqualTo(200);
	}

	@Test
	void fileThatIsWrongForOneGroupIsWrongForAll() {
		String other = this.group + "-other";
		String file = this.group + "," + this.topic + ",0,5\n" + other + "," + this.topic + ",0,1\n" + other + ","
				+ this.topic + ",0,2\n";
		assertThat(this.http.post("/offset-resets?dryRun=false", file, "Content-Type", "text/csv").status())
			.isEqualTo(400);
		assertThat(Commits.of(this.group)).isEmpty();
		String excel = "\uFEFF" + this.group + "," + this.topic + ",0,5\r\n";
		assertThat(this.http.post("/offset-resets?dryRun=false", excel, "Content-Type", "text/csv").status())
			.isEqualTo(200);
		assertThat(Commits.offsets(this.group)).isEqualTo(Map.of(partition(0), 5L));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "{}|400|to", "{\"to\":\"earliest\"}|400|scope",
			"{\"to\":\"nowhere\",\"scope\":{\"allTopics\":true}}|400|to",
			"{\"to\":1,\"scope\":{\"allTopics\":true}}|400|to",
			"{\"to\":\"earliest\",\"to\":\"latest\",\"scope\":{\"allTopics\":true}}|400|body",
			"{\"to\":\"explicit\",\"offsets\":[{\"topic\":true,\"partition\":0,\"offset\":1}]}|400|offsets[0].topic",
			"{\"to\":\"explicit\",\"offsets\":[{\"topic\":\"t-none\",\"partition\":0,\"offset\":1}]}|422|offsets",
			"{\"planId\":1,\"dryRun\":false}|400|planId", "{\"to\":\"earliest\",\"scope\":{}}|400|scope",
			"{\"to\":\"earliest\",\"scope\":{\"allTopics\":true,\"topics\":[\"t\"]}}|400|scope",
			"{\"to\":\"earliest\",\"offset\":3,\"scope\":{\"allTopics\":true}}|400|offset",
			"{\"to\":\"offset\",\"scope\":{\"allTopics\":true}}|400|offset",
			"{\"to\":\"offset\",\"offset\":-1,\"scope\":{\"allTopics\":true}}|400|offset",
			"{\"to\":\"offset\",\"offset\":1.5,\"scope\":{\"allTopics\":true}}|400|offset",
			"{\"to\":\"shift\",\"shift\":\"3\",\"scope\":{\"allTopics\":true}}|400|shift",
			"{\"to\":\"datetime\",\"datetime\":\"24-11-22T06:05\",\"scope\":{\"allTopics\":true}}|400|datetime",
			"{\"to\":\"datetime\",\"datetime\":\"2026-02-30T06:05:00.000\",\"scope\":{\"allTopics\":true}}|400|datetime",
			"{\"to\":\"duration\",\"duration\":\"1h\",\"scope\":{\"allTopics\":true}}|400|duration",
			"{\"to\":\"explicit\",\"offsets\":[]}|400|offsets",
			"{\"to\":\"explicit\",\"offsets\":[{\"topic\":\"t\",\"partition\":0}]}|400|offsets[0].offset",
			"{\"to\":\"explicit\",\"offsets\":[{\"topic\":\"t\",\"partition\":0,\"offset\":1},{\"topic\":\"t\",\"partition\":0,\"offset\":2}]}|400|offsets[1]",
			"{\"to\":\"explicit\",\"scope\":{\"allTopics\":true},\"offsets\":[{\"topic\":\"t\",\"partition\":0,\"offset\":1}]}|400|scope",
			"{\"to\":\"earliest\",\"scope\":{\"topics\":[\"t:x\"]}}|400|topics",
			"{\"to\":\"earliest\",\"scope\":{\"topics\":[{\"topic\":\"t\",\"partitions\":[]}]}}|400|scope.topics[0].partitions",
			"{\"to\":\"earliest\",\"scope\":{\"topics\":[{\"topic\":\"t\",\"partitions\":[1,1]}]}}|400|scope.topics[0].partitions",
			"{\"to\":\"earliest\",\"scope\":{\"topics\":[{\"topic\":\"t\",\"partitions\":[-1]}]}}|400|scope.topics[0].partitions",
			"{\"to\":\"earliest\",\"scope\":{\"allTopics\":true},\"dryrun\":false}|400|dryrun",
			"{\"planId\":\"p-x\"}|400|dryRun", "{\"planId\":\"p-x\",\"to\":\"latest\",\"dryRun\":false}|400|planId",
			"{\"to\":\"earliest\",\"scope\":{\"topics\":[\"no-such-topic\"]}}|422|scope",
			"{\"planId\":\"p-x\",\"dryRun\":false}|404|", "{\"planId\":\"d-x\",\"dryRun\":false}|404|",
			"{\"to\":\"earliest\",\"scope\":{\"allTopics\":true}}|404|" })
	void whatCannotBeIsRefusedWithTheField(String body, int status, String field) {
		Answer answer = this.http.post(this.path, body);
		assertThat(answer.status()).as(answer.text()).isEqualTo(status);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(answer.json().path("errors").path(0).path("field").asString(""))
			.isEqualTo((field != null) ? field : "");
		assertThat(Commits.of(this.group)).isEmpty();
	}

	@Test
	void partitionThatIsNotThereIsNamed() {
		Answer answer = this.http.post(this.path,
				"{\"to\":\"earliest\",\"scope\":{\"topics\":[\"" + this.topic + ":0,3\"]},\"dryRun\":false}");
		assertThat(answer.status()).isEqualTo(422);
		assertThat(answer.json().path("detail").asString()).contains(this.topic + "-3");
		assertThat(Commits.of(this.group)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "t,0|line 1", "t,0,1\\nt,0|line 2", "t,x,1|line 1", "t,0,-1|line 1",
					"t,0,99999999999999999999|line 1", ",0,1|line 1", "\"t,0,1|body", "\"t\"x,0,1|body",
					"t,0,1\\nt,0,2|offsets[1]", "topic,partition,offset|line 1", "\\n|body" })
	void fileThatCannotBeIsRefusedWithItsLine(String file, String field) {
		Answer answer = this.http.post(this.path + "?dryRun=false", file.replace("\\n", "\n"), "Content-Type",
				"text/csv");
		assertThat(answer.status()).as(answer.text()).isEqualTo(400);
		assertThat(answer.json().path("errors").path(0).path("field").asString()).isEqualTo(field);
		assertThat(Commits.of(this.group)).isEmpty();
	}

	@Test
	void conflictingParametersAreRefused() {
		assertThat(
				this.http.post(this.path + "?dryRun=false&dryRun=true", this.topic + ",0,1", "Content-Type", "text/csv")
					.status())
			.isEqualTo(400);
		assertThat(Commits.of(this.group)).isEmpty();
	}

}
