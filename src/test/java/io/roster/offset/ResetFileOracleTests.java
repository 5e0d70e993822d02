package io.roster.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.roster.support.Commits;
import io.roster.support.Http;
import io.roster.support.KafkaTool;
import io.roster.support.RosterTest;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What Kafka's tool exports is taken, and what HTTP exports the tool takes. */
@RosterTest
class ResetFileOracleTests extends ResetOracleTest {

	@Test
	void fileThatTheToolExportsIsTakenAndTheOtherWayRound() throws IOException {
		String group = group("file");
		commit(group);
		String file = this.odd + ",0,7\n" + this.odd + ",1,0\n" + this.odd + ",2,12\n\"" + this.plain + "\",1,2\n";
		Path path = Files.writeString(this.directory.resolve("one.csv"), file);
		Map<TopicPartition, Long> tool = KafkaTool.reset("--group", group, "--from-file", path.toString());
		Http.Answer json = this.http.post("/groups/" + group + "/offset-resets", file, "Content-Type", "text/csv");
		assertThat(offsets(json.json())).isEqualTo(tool).hasSize(4);
		Http.Answer csv = this.http.post("/groups/" + group + "/offset-resets", file, "Content-Type", "text/csv",
				"Accept", "text/csv");
		assertThat(csv.header("Content-Type")).isEqualTo("text/csv;charset=UTF-8");
		Path ours = Files.writeString(this.directory.resolve("two.csv"), csv.text());
		assertThat(KafkaTool.reset("--group", group, "--from-file", ours.toString())).isEqualTo(tool);
		String export = this.http.get("/groups/" + group + "/offsets", "Accept", "text/csv").text();
		assertThat(sorted(export)).isEqualTo(sorted(
				KafkaTool.print("--reset-offsets", "--group", group, "--all-topics", "--to-current", "--export")));
	}

	@Test
	void fileOfSeveralGroupsIsTakenAndTheOtherWayRound() throws IOException {
		String one = group("several-1");
		String two = group("several-2");
		commit(one);
		commit(two);
		String search = "several-[12]-" + this.run;
		String exported = this.http.get("/groups?search=" + this.run + "&topic=" + this.odd, "Accept", "text/csv")
			.text()
			.lines()
			.filter((line) -> line.split(",")[0].matches(search + ".*"))
			.reduce("", (all, line) -> all + line + "\n");
		assertThat(exported.lines()).hasSize(14);
		String tool = KafkaTool.print("--reset-offsets", "--group", one, "--group", two, "--all-topics", "--to-current",
				"--export");
		assertThat(sorted(exported)).isEqualTo(sorted(tool));
		Commits.delete(one, Commits.of(one).keySet());
		Commits.delete(two, Commits.of(two).keySet());
		Path path = Files.writeString(this.directory.resolve("several.csv"), exported);
		String planned = KafkaTool.print("--reset-offsets", "--group", one, "--group", two, "--from-file",
				path.toString(), "--export", "--dry-run");
		Http.Answer ours = this.http.post("/offset-resets?dryRun=false", exported, "Content-Type", "text/csv", "Accept",
				"text/csv");
		assertThat(ours.status()).as(ours.text()).isEqualTo(200);
		assertThat(sorted(ours.text())).isEqualTo(sorted(planned));
		assertThat(Commits.offsets(one)).isEqualTo(Commits.offsets(two)).hasSize(7);
	}

	@Test
	void tableOfAPlanIsTheTools() {
		String group = group("table");
		commit(group);
		Http.Answer ours = this.http.post("/groups/" + group + "/offset-resets",
				"{\"to\":\"earliest\",\"scope\":{\"allTopics\":true}}", "Accept", "text/plain");
		String tool = KafkaTool.print("--reset-offsets", "--group", group, "--all-topics", "--to-earliest",
				"--dry-run");
		assertThat(sorted(ours.text())).isEqualTo(sorted(tool));
		assertThat(ours.text().lines().toList().subList(0, 2)).isEqualTo(tool.lines().toList().subList(0, 2));
	}

}
