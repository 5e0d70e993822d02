package io.roster.topic;

import io.roster.cluster.Calls;

import org.springframework.stereotype.Component;

/** The topics of the cluster; what was found out of them is remembered for a moment. */
@Component
public class Topics {

	private final TopicCache cache = new TopicCache();

	/**
	 * Begins to look topics up.
	 * @param calls the calls to do it with
	 * @return a look-up that knows what was remembered
	 */
	public TopicLookup lookUp(Calls calls) {
		return new TopicLookup(calls, this.cache);
	}

}
