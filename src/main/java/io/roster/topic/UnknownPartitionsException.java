package io.roster.topic;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.roster.problem.InvalidRequestException.FieldError;
import io.roster.problem.ProblemException;

import org.springframework.http.HttpStatus;

/** A request names topics or partitions that are not there: 422. */
public class UnknownPartitionsException extends ProblemException {

	/**
	 * Creates the problem.
	 * @param missing the field that is wrong by the topic or partition that it names; at
	 * least one
	 */
	public UnknownPartitionsException(Map<String, FieldError> missing) {
		super(HttpStatus.UNPROCESSABLE_CONTENT, "unknown-topic-partition", "Unknown topic or partition",
				new TreeMap<>(missing).keySet().stream().collect(Collectors.joining(", ")) + " is not there.");
		with("errors", List.copyOf(new TreeMap<>(missing).values()));
	}

	/**
	 * Returns what is wrong with a field that names a topic that is not there.
	 * @param field the field
	 * @param topic the topic
	 * @return the error
	 */
	public static FieldError noTopic(String field, String topic) {
		return new FieldError(field, "names '" + topic + "', which is no topic");
	}

	/**
	 * Returns what is wrong with a field that names a partition that is not there.
	 * @param field the field
	 * @param partition topic and number
	 * @param count how many partitions the topic has
	 * @return the error
	 */
	public static FieldError noPartition(String field, String partition, int count) {
		return new FieldError(field,
				"names " + partition + ", but the topic has " + count + " partitions, numbered from 0");
	}

}
