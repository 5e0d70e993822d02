package io.roster.handler;

import java.util.Map;

import io.roster.problem.Violations;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.stereotype.Component;

/** Makes the handlers of workers. */
@Component
public class Handlers {

	private final ListableBeanFactory beans;

	Handlers(ListableBeanFactory beans) {
		this.beans = beans;
	}

	/**
	 * Checks that what a handler needs is there.
	 * @param spec the handler, right by itself
	 * @param violations takes what is wrong
	 * @param field the path of the spec in the request
	 */
	public void check(HandlerSpec spec, Violations violations, String field) {
		if ("bean".equals(spec.type())) {
			Map<String, RecordHandler> known = this.beans.getBeansOfType(RecordHandler.class);
			violations.check(known.containsKey(String.valueOf(spec.name())), field + ".name",
					known.isEmpty() ? "is no bean here: none implements " + RecordHandler.class.getName()
							: "must be one of " + String.join(", ", known.keySet()));
		}
	}

	/**
	 * Makes a handler for one worker.
	 * @param spec which one, checked; not {@code topic}
	 * @return a new one, to be closed by whoever asked for it
	 */
	public RecordProcessor create(HandlerSpec spec) {
		return switch (String.valueOf(spec.type())) {
			case "log" -> new LogProcessor();
			default -> throw new IllegalStateException("Unchecked handler " + spec.type());
		};
	}

}
