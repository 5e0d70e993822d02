package io.roster.problem;

import java.util.List;

import io.roster.support.Http;
import io.roster.support.RosterTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever goes wrong on the way to a controller is a problem too. */
@RosterTest
class ProblemTests {

	@Autowired
	private Http http;

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			GET    | /nowhere                        | -  | -                | 404
			GET    | /groups/x/nowhere               | -  | -                | 404
			POST   | /groups                         | {} | application/json | 405
			PUT    | /groups/x/workers               | {} | application/json | 405
			POST   | /groups/x/workers               | {} | text/plain       | 415
			POST   | /groups/x/workers               | -  | application/json | 400
			GET    | /groups?limit=ten               | -  | -                | 400
			GET    | /groups?limit=0                 | -  | -                | 400
			GET    | /groups?limit=1001              | -  | -                | 400
			GET    | /groups?stat=Empty              | -  | -                | 400
			GET    | /groups?state=Emptyish          | -  | -                | 400
			GET    | /groups?type=new                | -  | -                | 400
			GET    | /groups?sort=size               | -  | -                | 400
			GET    | /groups?lagAbove=much           | -  | -                | 400
			GET    | /groups/~%21/exists             | -  | -                | 400
			GET    | /groups/~/exists                | -  | -                | 400
			GET    | /groups/x/offsets?partition=0   | -  | -                | 404
			GET    | /groups/a%00b                   | -  | -                | 400
			PATCH  | /groups/x/workers               | {} | application/json | 400
			PATCH  | /groups/x/workers               | {"count":-1} | application/json | 400
			PATCH  | /groups/x/workers               | {"count":1} | application/json | 409
			""")
	void everyErrorIsAProblem(String method, String path, String body, String type, int status) {
		Http.Answer answer = (type != null) ? this.http.send(method, path, body, "Content-Type", type)
				: this.http.send(method, path, body);
		assertThat(answer.status()).as(answer.text()).isEqualTo(status);
		assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
		JsonNode problem = answer.json();
		assertThat(problem.path("status").asInt()).isEqualTo(status);
		assertThat(problem.path("title").asString()).isNotEmpty();
		assertThat(problem.path("detail").asString()).isNotEmpty();
		assertThat(answer.text()).doesNotContain("Exception").doesNotContain("springframework");
	}

	@Test
	void wrongMethodSaysWhichAreRight() {
		assertThat(List.of(this.http.post("/groups", "{}").header("Allow").split(","))).contains("GET");
	}

	@Test
	void errorsComeAsProblemsWhateverIsAccepted() {
		Http.Answer answer = this.http.get("/groups/absent", "Accept", "text/html");
		assertThat(answer.status()).isIn(404, 406);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
	}

	@Test
	void unexpectedErrorSaysNothingOfTheInside() {
		var problem = ProblemAdvice.unexpected(new IllegalStateException("secret"));
		assertThat(problem.getStatus()).isEqualTo(500);
		assertThat(String.valueOf(problem)).doesNotContain("secret").doesNotContain("IllegalState");
		assertThat(String.valueOf(problem.getInstance())).startsWith("urn:uuid:");
	}

}
