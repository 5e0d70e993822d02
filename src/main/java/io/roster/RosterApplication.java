package io.roster;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts Roster. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class RosterApplication {

	/**
	 * Starts the service.
	 * @param args Spring Boot's command line arguments
	 */
	public static void main(String[] args) {
		SpringApplication.run(RosterApplication.class, args);
	}

}
