package io.roster.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.roster.support.Http;
import io.roster.support.Http.Answer;
import io.roster.support.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The calls of the README do on the sandbox what it says of them. */
class ReadmeTests {

	private static final Pattern BODY = Pattern.compile("'(\\{.*?\\})'");

	private static final Pattern STRATEGY = Pattern.compile("`[^`]*(\"to\":\"[^`]*)`");

	@TempDir
	private Path data;

	@Test
	void resetsOfTheReadmeDoWhatItSays() throws IOException {
		List<String> calls = calls("### Resetting offsets");
		assertThat(calls).hasSize(5);
		try (Service service = Service.start("127.0.0.1:1", "spring.profiles.active=sandbox",
				"roster.sandbox.port=" + SandboxBroker.freePort(), "roster.sandbox.data=" + this.data)) {
			Http http = service.http();
			await().until(() -> http.get("/groups/order-service/offsets", "Cache-Control", "no-cache")
				.json()
				.path("offsets")
				.valueStream()
				.filter((row) -> row.path("committedOffset").asLong() > 0)
				.count() == 6);
			Answer plan = run(http, calls.get(0));
			assertThat(plan.json().path("dryRun").asBoolean()).isTrue();
			Answer executed = run(http, calls.get(1));
			assertThat(executed.json().path("dryRun").asBoolean()).isFalse();
			String resetId = run(http, calls.get(2)).json().path("resets").get(0).path("resetId").asString();
			assertThat(executed.json().path("resetId").asString()).isEqualTo(resetId);
			assertThat(run(http, calls.get(3).replace("RESET_ID", resetId)).json().path("undoOf").asString())
				.isEqualTo(resetId);
			assertThat(run(http, calls.get(4)).json().path("partitions")).hasSize(2);
		}
	}

	@Test
	void bodiesOfTheTableAreJson() throws IOException {
		String table = section("### Your command, and the call");
		JsonMapper json = JsonMapper.builder().build();
		Matcher bodies = BODY.matcher(table);
		int found = 0;
		while (bodies.find()) {
			assertThat(json.readTree(bodies.group(1).replace(",…", "")).isObject()).isTrue();
			found++;
		}
		Matcher strategies = STRATEGY.matcher(table);
		while (strategies.find()) {
			assertThat(json.readTree("{" + strategies.group(1).replaceAll("^\\{|\\}'?$", "") + "}").has("to")).isTrue();
			found++;
		}
		assertThat(found).isGreaterThan(8);
	}

	private static Answer run(Http http, String call) {
		String path = call.replaceFirst("(?s).*?localhost:8080(\\S+).*", "$1");
		Matcher body = BODY.matcher(call);
		Answer answer;
		if (body.find()) {
			answer = http.post(path, body.group(1));
		}
		else {
			answer = call.contains("-X POST") ? http.send("POST", path, null) : http.get(path);
		}
		assertThat(answer.status()).as(call + "\n" + answer.text()).isEqualTo(200);
		return answer;
	}

	private static List<String> calls(String title) throws IOException {
		String block = section(title).split("```")[1].replace("\\\n", " ");
		List<String> calls = new ArrayList<>();
		block.lines().filter((line) -> line.startsWith("curl")).forEach(calls::add);
		return calls;
	}

	private static String section(String title) throws IOException {
		String readme = Files.readString(Path.of("README.md"));
		int begin = readme.indexOf(title);
		assertThat(begin).as(title).isPositive();
		int end = readme.indexOf("\n### ", begin + 1);
		return readme.substring(begin, (end > 0) ? end : readme.length());
	}

}
