package io.roster.security;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.roster.support.Http;
import io.roster.support.RosterTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Written to the socket by hand, since no HTTP client lets one lie about {@code Host}.
 */
@RosterTest
class CrossSiteFilterTests {

	@Autowired
	private Http http;

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			localhost:PORT      | -                      | -           | 204
			127.0.0.1:PORT      | -                      | -           | 204
			[::1]:PORT          | -                      | -           | 204
			roster:PORT         | -                      | -           | 204
			roster              | -                      | -           | 204
			localhost:PORT      | http://localhost:PORT  | same-origin | 204
			localhost:PORT      | -                      | none        | 204
			localhost:PORT      | http://evil.example    | cross-site  | 403
			localhost:PORT      | http://evil.example    | -           | 403
			localhost:PORT      | http://localhost:1     | same-site   | 403
			localhost:PORT      | null                   | -           | 403
			localhost:PORT      | -                      | cross-site  | 403
			localhost:PORT      | -                      | same-site   | 403
			evil.example:PORT   | -                      | -           | 403
			evil.example:PORT   | http://evil.example:PORT | same-origin | 403
			127.0.0.1.evil.example | -                   | -           | 403
			""")
	void changesOnlyFromTheOwnSite(String host, String origin, String site, int status) throws IOException {
		String response = send("DELETE", host, origin, site);
		assertThat(response).startsWith("HTTP/1.1 " + status);
		if (status == 403) {
			assertThat(response).contains("application/problem+json").contains("urn:roster:problem:cross-site");
		}
	}

	@ParameterizedTest
	@CsvSource({ "GET", "HEAD" })
	void whatOnlyReadsIsAnswered(String method) throws IOException {
		assertThat(send(method, "localhost:PORT", "http://evil.example", "cross-site")).startsWith("HTTP/1.1 200");
	}

	@ParameterizedTest
	@CsvSource({ "GET", "HEAD" })
	void onLoopbackNotEvenReadsUnderAStrangersName(String method) throws IOException {
		assertThat(send(method, "evil.example:PORT", null, null)).startsWith("HTTP/1.1 403");
	}

	private String send(String method, String host, @org.jspecify.annotations.Nullable String origin,
			@org.jspecify.annotations.Nullable String site) throws IOException {
		int port = URI.create(this.http.base()).getPort();
		List<String> lines = new ArrayList<>(
				List.of(method + " /groups/nobody-is-here/workers HTTP/1.1", "Host: " + host, "Connection: close"));
		if (origin != null) {
			lines.add("Origin: " + origin);
		}
		if (site != null) {
			lines.add("Sec-Fetch-Site: " + site);
		}
		String request = String.join("\r\n", lines).replace("PORT", String.valueOf(port)) + "\r\n\r\n";
		try (Socket socket = new Socket("127.0.0.1", port)) {
			socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			InputStream in = socket.getInputStream();
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
