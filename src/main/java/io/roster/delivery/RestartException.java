package io.roster.delivery;

import org.apache.kafka.common.KafkaException;

/**
 * After this a worker has to begin anew from the committed offsets: another one has
 * committed in its place, or what became of its own commit is not known.
 */
public class RestartException extends KafkaException {

	RestartException(String message, Throwable cause) {
		super(message, cause);
	}

}
