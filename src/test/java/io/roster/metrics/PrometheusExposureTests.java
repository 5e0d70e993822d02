package io.roster.metrics;

import io.roster.support.Http;
import io.roster.support.Service;
import io.roster.support.TestKafka;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/** Spring Boot's settings of the endpoint are the endpoint's. */
class PrometheusExposureTests {

	@ParameterizedTest
	@ValueSource(strings = { "management.endpoints.web.exposure.include=health",
			"management.endpoint.prometheus.access=none", "management.prometheus.metrics.export.enabled=false" })
	void canBeTurnedOff(String setting) {
		try (Service service = Service.start(TestKafka.bootstrapServers(), setting)) {
			assertThat(service.http().get("/actuator/prometheus").status()).isEqualTo(404);
			assertThat(service.http().get("/actuator/health/liveness").status()).isEqualTo(200);
		}
	}

	@Test
	void canHaveAPortOfItsOwn() {
		try (Service service = Service.start(TestKafka.bootstrapServers(), "management.server.port=0",
				"management.server.address=127.0.0.1")) {
			String port = service.bean(Environment.class).getRequiredProperty("local.management.port");
			Http management = new Http(new MockEnvironment().withProperty("local.server.port", port));
			Http.Answer answer = management.get("/actuator/prometheus", "Accept", "text/plain;version=0.0.4");
			assertThat(answer.status()).isEqualTo(200);
			assertThat(ExpositionFormat.read(answer.text(), false)).containsKey("roster_snapshot_age_seconds");
			assertThat(service.http().get("/actuator/prometheus").status()).isEqualTo(404);
		}
	}

}
