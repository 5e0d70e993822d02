package io.roster.deletion;

import java.util.Set;

import io.roster.deletion.StaticMembers.Removal;
import io.roster.group.GroupId;
import io.roster.history.Requester;
import io.roster.problem.Problems;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Deleting groups, and removing static members of them. */
@RestController
@Tag(name = "Groups")
class DeletionController {

	private final GroupDeletions deletions;

	private final StaticMembers members;

	DeletionController(GroupDeletions deletions, StaticMembers members) {
		this.deletions = deletions;
		this.members = members;
	}

	@DeleteMapping(path = "/groups/{groupId}")
	@Problems({ 400, 403, 404, 409, 503, 504 })
	@Operation(operationId = "deleteGroup", summary = "Delete a group",
			description = "What it has committed is kept: the Link header with the "
					+ "relation undo is where to POST to put it back.")
	@ApiResponse(responseCode = "204", description = "It is gone")
	ResponseEntity<Void> delete(@PathVariable GroupId groupId, HttpServletRequest request) {
		HttpHeaders headers = new HttpHeaders();
		this.deletions.delete(groupId.value(), Requester.of(request))
			.ifPresent((resetId) -> headers.set(HttpHeaders.LINK,
					"<" + request.getRequestURI() + "/offset-resets/" + resetId + "/undo>; rel=\"undo\""));
		return ResponseEntity.noContent().headers(headers).build();
	}

	@PostMapping(path = "/group-deletions", consumes = "application/json", produces = "application/json")
	@Problems({ 400, 403, 404, 409, 503, 504 })
	@Operation(operationId = "deleteGroups", summary = "Delete many groups",
			description = "First a plan of which groups match; then, with its planId "
					+ "and dryRun false, at most those are deleted. What they have committed is kept.")
	GroupsDeletion delete(@RequestBody DeletionRequest wanted, HttpServletRequest request) {
		return this.deletions.delete(wanted, Requester.of(request));
	}

	@DeleteMapping(path = "/groups/{groupId}/members", produces = "application/json")
	@Problems({ 400, 403, 404, 409, 503, 504 })
	@Operation(operationId = "removeStaticMembers", summary = "Remove static members",
			description = "The group rebalances, and others get their "
					+ "partitions at once. Kafka cannot remove a dynamic member.")
	@ApiResponse(responseCode = "204", description = "They are removed", content = @Content)
	@ApiResponse(responseCode = "200", description = "With dryRun: what would be removed and moved")
	ResponseEntity<Removal> removeMembers(@PathVariable GroupId groupId,
			@RequestParam(defaultValue = "") @Parameter(
					description = "The group.instance.id of a static member; repeatable") Set<String> instanceId,
			@RequestParam(defaultValue = "false") @Parameter(
					description = "Whether only to say what would happen") boolean dryRun) {
		Removal removal = this.members.remove(groupId.value(), instanceId, dryRun);
		return dryRun ? ResponseEntity.ok(removal) : ResponseEntity.noContent().build();
	}

}
