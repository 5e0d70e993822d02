package io.roster.group;

import java.time.Clock;

import org.apache.tomcat.util.buf.EncodedSolidusHandling;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What reading groups by their ids in paths needs of the web server, and what its beans
 * share.
 */
@Configuration(proxyBeanMethods = false)
class GroupConfiguration {

	/**
	 * Group ids may have any character in them; Tomcat by itself refuses an encoded slash
	 * or backslash.
	 */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> groupIdsInPaths() {
		return (factory) -> factory.addConnectorCustomizers((connector) -> {
			connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
			connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
		});
	}

	@Bean
	KnownGroups knownGroups() {
		return new KnownGroups();
	}

	@Bean
	@ConditionalOnMissingBean
	Clock clock() {
		return Clock.systemUTC();
	}

}
