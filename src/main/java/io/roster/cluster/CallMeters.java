package io.roster.cluster;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.util.StringUtils;

/**
 * {@code roster.cluster.calls}: how many calls were made to Kafka, by {@code api}, the
 * method of Kafka's Admin client. One call can be a request to each broker.
 */
class CallMeters {

	private static final String OPTIONS = "Options";

	private final Map<Class<?>, Counter> counters = new ConcurrentHashMap<>();

	private final MeterRegistry registry;

	CallMeters(MeterRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Counts a call.
	 * @param options the type of its options, which is named after the method
	 */
	void called(Class<?> options) {
		this.counters.computeIfAbsent(options, this::counter).increment();
	}

	private Counter counter(Class<?> options) {
		String name = options.getSimpleName();
		String api = name.endsWith(OPTIONS) ? name.substring(0, name.length() - OPTIONS.length()) : name;
		return Counter.builder("roster.cluster.calls")
			.description("Calls to Kafka by method of its Admin client")
			.baseUnit("calls")
			.tag("api", StringUtils.uncapitalize(api))
			.register(this.registry);
	}

}
