package io.roster.fleet;

import io.roster.group.GroupId;
import io.roster.problem.InvalidRequestException;
import io.roster.problem.Problems;
import io.roster.worker.Protocol;
import io.roster.worker.Worker;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What can be done to workers that run, and what they should be. */
@RestController
@RequestMapping(path = "/groups/{groupId}", produces = "application/json")
@Tag(name = "Workers")
class WorkerActionsController {

	private final WorkerActions actions;

	private final WorkerSpecs specs;

	WorkerActionsController(WorkerActions actions, WorkerSpecs specs) {
		this.actions = actions;
		this.specs = specs;
	}

	@PostMapping("/workers/{workerId}/pause")
	@Problems({ 400, 403, 404, 503, 504 })
	@Operation(operationId = "pauseWorker", summary = "Pause a worker", description = "It keeps its membership and its "
			+ "partitions and fetches nothing until it is resumed, also after a restart of the service.")
	Worker pause(@PathVariable GroupId groupId, @PathVariable String workerId) {
		return this.actions.pause(groupId.value(), workerId, true).get(0);
	}

	@PostMapping("/workers/{workerId}/resume")
	@Problems({ 400, 403, 404, 503, 504 })
	@Operation(operationId = "resumeWorker", summary = "Resume a worker")
	Worker resume(@PathVariable GroupId groupId, @PathVariable String workerId) {
		return this.actions.pause(groupId.value(), workerId, false).get(0);
	}

	@PostMapping("/workers/{workerId}/restart")
	@Problems({ 400, 403, 404, 503, 504 })
	@Operation(operationId = "restartWorker", summary = "Restart a worker",
			description = "It finishes what it holds, commits, and starts anew; one that has failed tries again.")
	Worker restart(@PathVariable GroupId groupId, @PathVariable String workerId) {
		return this.actions.restart(groupId.value(), workerId);
	}

	@PostMapping("/workers/pause")
	@Problems({ 400, 403, 503, 504 })
	@Operation(operationId = "pauseWorkers", summary = "Pause all workers of a group")
	WorkerList pauseAll(@PathVariable GroupId groupId) {
		return WorkerList.of(this.actions.pause(groupId.value(), null, true));
	}

	@PostMapping("/workers/resume")
	@Problems({ 400, 403, 503, 504 })
	@Operation(operationId = "resumeWorkers", summary = "Resume all workers of a group")
	WorkerList resumeAll(@PathVariable GroupId groupId) {
		return WorkerList.of(this.actions.pause(groupId.value(), null, false));
	}

	@PostMapping("/workers/restart")
	@Problems({ 400, 403, 503, 504 })
	@Operation(operationId = "restartWorkers", summary = "Restart all workers of a group",
			description = "One at a time: the next when the one before runs again. Answers before they have.")
	WorkerList restartAll(@PathVariable GroupId groupId) {
		return WorkerList.of(this.actions.restartAll(groupId.value()));
	}

	@PostMapping(path = "/workers/migration", consumes = "application/json")
	@Problems({ 400, 403, 409, 503, 504 })
	@Operation(operationId = "migrateWorkers", summary = "Move a group to the other protocol",
			description = "Worker by worker, while the group goes on reading. Answers before they have; "
					+ "repeating it changes nothing.")
	WorkerList migrate(@PathVariable GroupId groupId, @RequestBody Migration wanted) {
		return WorkerList.of(this.specs.migrate(groupId.value(), wanted.requiredProtocol(), wanted.assignor()));
	}

	@GetMapping("/worker-spec")
	@Problems({ 400, 403, 404, 503, 504 })
	@Operation(operationId = "workerSpec", summary = "Show what should run in a group")
	ResponseEntity<GroupSpec> spec(@PathVariable GroupId groupId) {
		GroupSpec spec = this.specs.get(groupId.value());
		return ResponseEntity.ok().eTag(spec.etag()).body(spec);
	}

	@PutMapping(path = "/worker-spec", consumes = "application/json")
	@Problems({ 400, 403, 409, 412, 422, 428, 503, 504 })
	@Operation(operationId = "putWorkerSpec", summary = "Set what should run in a group",
			description = "Workers are started or stopped at once, and come to another spec one at a time.")
	@ApiResponse(responseCode = "200", description = "What should run now")
	ResponseEntity<GroupSpec> put(@PathVariable GroupId groupId, @RequestBody GroupSpec wanted,
			@RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Parameter(
					description = "The ETag of the spec that is replaced; needed if there is one") @Nullable String ifMatch,
			@RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Parameter(
					description = "* if there must be none yet") @Nullable String ifNoneMatch) {
		GroupSpec spec = this.specs.put(groupId.value(), wanted, ifMatch, ifNoneMatch);
		return ResponseEntity.ok().eTag(spec.etag()).body(spec);
	}

	/**
	 * Where a group is to move.
	 *
	 * @param protocol {@code consumer} or {@code classic}, required
	 * @param assignor who is to share the partitions out; by default the protocol's own
	 */
	@Schema(example = "{\"protocol\":\"consumer\"}")
	record Migration(@Nullable Protocol protocol, @Nullable String assignor) {

		Protocol requiredProtocol() {
			if (this.protocol == null) {
				throw new InvalidRequestException("protocol", "is required: consumer or classic");
			}
			return this.protocol;
		}

	}

}
