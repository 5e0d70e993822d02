package io.roster.offset;

import io.roster.history.Requester;
import io.roster.problem.Problems;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Resetting the committed offsets of several groups. */
@RestController
@Tag(name = "Offsets")
class GroupsResetController {

	private final GroupsReset resets;

	GroupsResetController(GroupsReset resets) {
		this.resets = resets;
	}

	@PostMapping(path = "/offset-resets", consumes = "application/json",
			produces = { "application/json", "text/csv", "text/plain" })
	@Problems({ 400, 403, 409, 422, 503, 504 })
	@Operation(operationId = "resetGroups", summary = "Reset offsets of several groups",
			description = "The same reset for each, or the planIds of "
					+ "plans that were shown. A group that fails keeps none of the others from it.")
	GroupsResetAnswer reset(@RequestBody GroupsResetRequest wanted, HttpServletRequest request) {
		return this.resets.reset(wanted, Requester.of(request));
	}

	@PostMapping(path = "/offset-resets", consumes = "text/csv",
			produces = { "application/json", "text/csv", "text/plain" })
	@Problems({ 400, 403, 409, 422, 503, 504 })
	@Operation(operationId = "resetGroups", summary = "Reset offsets of several groups from a file")
	@io.swagger.v3.oas.annotations.parameters.RequestBody(
			content = @Content(mediaType = "text/csv", examples = @ExampleObject("order-service,orders,0,42")))
	GroupsResetAnswer reset(@RequestBody String csv, @RequestParam(required = false) @Parameter(
			description = "Of a text/csv body: whether only to plan; true if left out") @Nullable Boolean dryRun,
			@RequestParam(required = false) @Parameter(
					description = "Of a text/csv body: whether workers of this service make room; false if left out") @Nullable Boolean pauseWorkers,
			HttpServletRequest request) {
		return this.resets.reset(csv, !Boolean.FALSE.equals(dryRun), Boolean.TRUE.equals(pauseWorkers),
				Requester.of(request));
	}

}
