package io.roster.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;

import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * A test of the whole service, on a port of its own, with the broker of the run; all
 * share one service.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		// Contexts of one run are no replicas of each other.
		properties = "roster.fleet.name=fleet-${random.uuid}")
@Import({ RosterTest.OnTestKafka.class, Http.class })
public @interface RosterTest {

	/** Connects the service to the broker of the run. */
	@TestConfiguration(proxyBeanMethods = false)
	class OnTestKafka {

		@Bean
		KafkaConnectionDetails testConnectionDetails() {
			return () -> List.of(TestKafka.bootstrapServers());
		}

	}

}
