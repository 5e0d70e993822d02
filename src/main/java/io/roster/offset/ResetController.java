package io.roster.offset;

import java.util.Set;

import io.roster.group.GroupId;
import io.roster.history.Requester;
import io.roster.problem.Problems;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Resetting, copying and deleting the committed offsets of a group. */
@RestController
@RequestMapping(path = "/groups/{groupId}")
@Tag(name = "Offsets", description = "Resetting committed offsets: a plan first, which changes nothing, then its "
		+ "execution, which reads again before and after it writes. The old offsets are kept and can be put back.")
class ResetController {

	private final Resets resets;

	ResetController(Resets resets) {
		this.resets = resets;
	}

	@PostMapping(path = "/offset-resets", consumes = "application/json",
			produces = { "application/json", "text/csv", "text/plain" })
	@Problems({ 400, 403, 404, 409, 422, 503, 504 })
	@Operation(operationId = "resetOffsets", summary = "Reset offsets",
			description = "Plans unless dryRun is false. Executes what it says itself, or "
					+ "the planId of a plan that was shown. A group that does not exist is made with these offsets.")
	ResetAnswer reset(@PathVariable GroupId groupId, @RequestBody ResetRequest wanted, HttpServletRequest request) {
		return this.resets.reset(groupId.value(), wanted, Requester.of(request));
	}

	@PostMapping(path = "/offset-resets", consumes = "text/csv",
			produces = { "application/json", "text/csv", "text/plain" })
	@Problems({ 400, 403, 404, 409, 422, 503, 504 })
	@Operation(operationId = "resetOffsets", summary = "Reset offsets from a file")
	@io.swagger.v3.oas.annotations.parameters.RequestBody(
			content = @Content(mediaType = "text/csv", examples = @ExampleObject("orders,0,42")))
	ResetAnswer reset(@PathVariable GroupId groupId, @RequestBody String csv,
			@RequestParam(required = false) @Parameter(
					description = "Of a text/csv body: whether only to plan; true if left out") @Nullable Boolean dryRun,
			@RequestParam(required = false) @Parameter(
					description = "Of a text/csv body: whether workers of this service make room; false if left out") @Nullable Boolean pauseWorkers,
			HttpServletRequest request) {
		return this.resets.reset(groupId.value(), ResetRequest.explicit(GroupsReset.targets(csv),
				!Boolean.FALSE.equals(dryRun), Boolean.TRUE.equals(pauseWorkers)), Requester.of(request));
	}

	@GetMapping(path = "/offset-resets", produces = "application/json")
	@Problems({ 400, 403, 503, 504 })
	@Operation(operationId = "resets", summary = "List past resets",
			description = "Newest first, with deletions, copies and undos; empty if "
					+ "there are none or they are no longer kept.")
	ResetHistory history(@PathVariable GroupId groupId,
			@RequestParam(defaultValue = "100") @Parameter(description = "At most this many, 1 to 1000") int limit) {
		return this.resets.history(groupId.value(), limit);
	}

	@GetMapping(path = "/offset-resets/{resetId}", produces = "application/json")
	@Problems({ 400, 403, 404, 503, 504 })
	@Operation(operationId = "showReset", summary = "Show a past reset",
			description = "With what was committed before.")
	ResetRecord show(@PathVariable GroupId groupId, @PathVariable String resetId) {
		return this.resets.get(groupId.value(), resetId);
	}

	@PostMapping(path = "/offset-resets/{resetId}/undo", produces = { "application/json", "text/csv", "text/plain" })
	@Problems({ 400, 403, 404, 409, 503, 504 })
	@Operation(operationId = "undoReset", summary = "Undo a reset",
			description = "Puts back offsets with their metadata and leader epochs, and "
					+ "deletes those that were not there before. Is a reset itself, so it can be undone.")
	ResetAnswer undo(@PathVariable GroupId groupId, @PathVariable String resetId,
			@RequestBody(required = false) @Nullable UndoRequest how, HttpServletRequest request) {
		return this.resets.undo(groupId.value(), resetId, (how != null) ? how : UndoRequest.NOW, Requester.of(request));
	}

	@PostMapping(path = "/offset-copies", consumes = "application/json",
			produces = { "application/json", "text/csv", "text/plain" })
	@Problems({ 400, 403, 404, 409, 422, 503, 504 })
	@Operation(operationId = "copyOffsets", summary = "Copy another group's offsets",
			description = "Plans unless dryRun is false, and executes, in " + "the same way as a reset.")
	ResetAnswer copy(@PathVariable GroupId groupId, @RequestBody CopyRequest wanted, HttpServletRequest request) {
		return this.resets.copy(groupId.value(), wanted, Requester.of(request));
	}

	@DeleteMapping(path = "/offsets", produces = "application/json")
	@Problems({ 400, 403, 404, 409, 503, 504 })
	@Operation(operationId = "deleteOffsets", summary = "Delete offsets",
			description = "The group forgets that it has read the topic or some of its "
					+ "partitions. The old offsets are kept and can be put back.")
	ResetAnswer delete(@PathVariable GroupId groupId, @RequestParam @Parameter(description = "The topic") String topic,
			@RequestParam(defaultValue = "") @Parameter(
					description = "Only this partition of the topic; repeatable") Set<Integer> partition,
			HttpServletRequest request) {
		return this.resets.delete(groupId.value(), topic, partition, Requester.of(request));
	}

}
