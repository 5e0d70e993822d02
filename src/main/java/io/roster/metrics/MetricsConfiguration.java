package io.roster.metrics;

import io.roster.lag.Lags;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the series have what no snapshot tells. */
@Configuration(proxyBeanMethods = false)
class MetricsConfiguration {

	@Bean
	TimeLagSource timeLagSource(Lags lags) {
		return lags::millis;
	}

}
