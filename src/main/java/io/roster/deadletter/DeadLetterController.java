package io.roster.deadletter;

import java.util.Set;

import io.roster.group.GroupId;
import io.roster.problem.Problems;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What failed for good in a group, and putting it back. */
@RestController
@RequestMapping(path = "/groups/{groupId}/dead-letters")
@Tag(name = "Dead letters", description = "Records that failed for good in a group and were written to a dead letter "
		+ "topic, by this service or by anybody who writes the headers of Spring Kafka.")
class DeadLetterController {

	private final DeadLetterPages pages;

	private final Redriver redriver;

	DeadLetterController(DeadLetterPages pages, Redriver redriver) {
		this.pages = pages;
		this.redriver = redriver;
	}

	@GetMapping(produces = "application/json")
	@Problems({ 400, 403, 404, 422, 503, 504 })
	@Operation(operationId = "deadLetters", summary = "List a group's dead letters",
			description = "With their causes, newest first, of TOPIC-dlt for every topic that is known to belong to "
					+ "the group and of the dead letter topics that its workers name. A page can have fewer than asked "
					+ "for, even none, where finding more would take too long; there are more as long as there is a "
					+ "next. 404 if there is neither the group nor a dead letter topic.")
	DeadLetterPage list(@PathVariable GroupId groupId,
			@RequestParam(defaultValue = "") @Parameter(
					description = "Only this dead letter topic, whether it is known to be the group's or not; "
							+ "repeatable") Set<String> topic,
			@RequestParam(defaultValue = "") @Parameter(
					description = "Only what comes from this topic; repeatable") Set<String> originalTopic,
			@RequestParam(defaultValue = "") @Parameter(
					description = "Only what comes from a partition of this number; repeatable") Set<Integer> partition,
			@RequestParam(required = false) @Parameter(
					description = "Part of the name of the class that failed it, in any case") @Nullable String exception,
			@RequestParam(defaultValue = "100") @Parameter(description = "At most this many, 1 to 1000") int limit,
			@RequestParam(required = false) @Parameter(
					description = "The 'next' of the page before, with the same filters") @Nullable String after) {
		return this.pages.page(new DeadLetterFilter(groupId.value(), originalTopic, partition, exception, null, null),
				topic, limit, after);
	}

	@PostMapping(path = "/redrive", consumes = "application/json", produces = "application/json")
	@Problems({ 400, 403, 404, 409, 422, 503, 504 })
	@Operation(operationId = "redriveDeadLetters", summary = "Put dead letters back",
			description = "Only says what it would do unless dryRun is false. Writes each record once more to the "
					+ "partition that it comes from, with its key, value and headers, and a timestamp of now. What was "
					+ "put back is noted and not put back again unless it is asked for. Other groups that read the "
					+ "topic get these records, too. The dead letters stay where they are. Goes from the oldest on; "
					+ "there are more as long as there is a next. 200 only if all were put back, otherwise outcomes "
					+ "tell of each.")
	RedriveAnswer redrive(@PathVariable GroupId groupId, @RequestBody RedriveRequest wanted) {
		return this.redriver.redrive(groupId.value(), wanted);
	}

}
