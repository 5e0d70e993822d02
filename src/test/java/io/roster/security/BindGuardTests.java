package io.roster.security;

import io.roster.problem.StartupFailure;
import io.roster.support.Http;
import io.roster.support.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BindGuardTests {

	private static final String NO_KAFKA = "127.0.0.1:1";

	@ParameterizedTest
	@CsvSource({ "server.address=0.0.0.0, server.address", "server.address=, server.address",
			"management.server.port=0, management.server.address" })
	void anotherAddressThanLoopbackNeedsAMode(String property, String named) {
		assertThatThrownBy(() -> Service.start(NO_KAFKA, property)).hasRootCauseInstanceOf(StartupFailure.class)
			.rootCause()
			.hasMessageContaining(named)
			.hasMessageContaining("roster.security.mode");
	}

	@Test
	void usersAreNotPretended() {
		assertThatThrownBy(() -> Service.start(NO_KAFKA, "roster.security.mode=users")).rootCause()
			.isInstanceOf(StartupFailure.class);
	}

	@Test
	void noneOpensOtherAddressesOnPurpose() {
		try (Service service = Service.start(NO_KAFKA, "server.address=0.0.0.0", "roster.security.mode=none")) {
			Http http = service.http();
			assertThat(http.get("/actuator/health/liveness").status()).isEqualTo(200);
		}
	}

	@Test
	void loopbackNeedsNothing() {
		try (Service service = Service.start(NO_KAFKA)) {
			assertThat(service.http().get("/actuator/health/liveness").status()).isEqualTo(200);
		}
	}

}
