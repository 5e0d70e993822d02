package io.roster.handler;

import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

import io.roster.cluster.Cluster;
import io.roster.problem.Violations;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.stereotype.Component;

/** Makes the handlers of workers. */
@Component
public class Handlers {

	private final ListableBeanFactory beans;

	private final HttpSender sender;

	private final HandlerThreads threads;

	private final ClusterId clusterId;

	private final Clock clock;

	Handlers(ListableBeanFactory beans, HttpSender sender, HandlerThreads threads, Cluster cluster, Clock clock) {
		this.beans = beans;
		this.sender = sender;
		this.threads = threads;
		this.clusterId = ClusterId.of(cluster);
		this.clock = clock;
	}

	/**
	 * Checks that what a handler needs is there.
	 * @param spec the handler, right by itself
	 * @param violations takes what is wrong
	 * @param field the path of the spec in the request
	 */
	public void check(HandlerSpec spec, Violations violations, String field) {
		if ("bean".equals(spec.type())) {
			List<String> known = Stream.of(this.beans.getBeanNamesForType(RecordHandler.class)).sorted().toList();
			violations.check(isHandler(String.valueOf(spec.name())), field + ".name",
					known.isEmpty() ? "is no bean here: none implements " + RecordHandler.class.getName()
							: "must be one of " + String.join(", ", known));
		}
	}

	private boolean isHandler(String name) {
		return this.beans.containsBean(name) && this.beans.isTypeMatch(name, RecordHandler.class);
	}

	/**
	 * Makes a handler for one worker.
	 * @param spec which one, checked; not {@code topic}
	 * @return a new one, to be closed by whoever asked for it
	 */
	public RecordProcessor create(HandlerSpec spec) {
		return switch (String.valueOf(spec.type())) {
			case "log" -> new LogProcessor();
			case "http" -> new HttpProcessor(spec.withDefaults(), this.sender, this.clusterId, this.clock);
			case "bean" ->
				new BeanProcessor(this.beans.getBean(String.valueOf(spec.name()), RecordHandler.class), this.threads);
			default -> throw new IllegalStateException("Unchecked handler " + spec.type());
		};
	}

}
