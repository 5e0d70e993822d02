package io.roster.fleet;

import java.net.URI;
import java.util.List;

import io.roster.group.GroupId;
import io.roster.problem.Problems;
import io.roster.worker.NewWorkers;
import io.roster.worker.Worker;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** The consumers that this service runs. */
@RestController
@Tag(name = "Workers",
		description = "The consumers that this service runs, each a member of its group; any replica answers for all.")
class WorkerController {

	private final WorkerRequests requests;

	private final Workers workers;

	private final FleetView view;

	WorkerController(WorkerRequests requests, Workers workers, FleetView view) {
		this.requests = requests;
		this.workers = workers;
		this.view = view;
	}

	@PostMapping(path = "/groups/{groupId}/workers", consumes = "application/json", produces = "application/json")
	@Problems({ 400, 403, 409, 422, 503, 504 })
	@Operation(summary = "Start workers", description = "Adds count workers to the group, which Kafka makes if it is "
			+ "not there yet, and Kafka shares out the partitions anew. With partitions one worker takes just those.",
			requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(content = @Content(examples = {
					@ExampleObject(name = "log", summary = "Log records at DEBUG",
							value = "{\"topics\":[\"orders\"],\"count\":2}"),
					@ExampleObject(name = "http", summary = "POST records to a URL, as CloudEvents", value = """
							{"topics":["orders"],"handler":{"type":"http","url":"http://localhost:9000/orders",
							"inFlight":8},"retry":{"attempts":5,"backoff":"PT1S"}}"""),
					@ExampleObject(name = "topic", summary = "Copy records to a topic, exactly once", value = """
							{"topics":["orders"],"handler":{"type":"topic","topic":"orders-copy"}}"""),
					@ExampleObject(name = "partitions", summary = "Take partitions by hand", value = """
							{"partitions":[{"topic":"orders","partitions":[0,1]}]}""") })))
	@ApiResponse(responseCode = "201", description = "Those added; they join in the background")
	ResponseEntity<WorkerList> add(@PathVariable GroupId groupId, @RequestBody NewWorkers wanted,
			@RequestHeader(name = "Idempotency-Key", required = false) @Parameter(
					description = "A repeat with the same key within an hour starts nothing again") @Nullable String key) {
		List<Worker> added = this.requests.add(groupId.value(), wanted, key);
		return ResponseEntity.created(location(added)).body(WorkerList.of(added));
	}

	private static URI location(List<Worker> added) {
		String path = ServletUriComponentsBuilder.fromCurrentRequestUri().build().toUriString();
		return URI.create((added.size() == 1) ? path + "/" + added.get(0).workerId() : path);
	}

	@PatchMapping(path = "/groups/{groupId}/workers", consumes = "application/json", produces = "application/json")
	@Problems({ 400, 403, 409, 503 })
	@Operation(summary = "Scale workers", description = "Sets how many automatic workers the group has in all replicas "
			+ "by starting or stopping only the difference; the newest stop first, those of a configuration last.")
	WorkerList scale(@PathVariable GroupId groupId, @RequestBody WorkerCount wanted) {
		return WorkerList.of(this.workers.scale(groupId.value(), wanted.required()));
	}

	@GetMapping(path = "/groups/{groupId}/workers", produces = "application/json")
	@Problems({ 400 })
	@Operation(summary = "List the workers of a group", description = "Those of all replicas; empty if there are none.")
	WorkerList list(@PathVariable GroupId groupId) {
		return this.view.list(() -> this.view.workers(groupId.value()));
	}

	@GetMapping(path = "/workers", produces = "application/json")
	@Operation(summary = "List all workers", description = "Those of all replicas, with the replica that runs each.")
	WorkerList listAll() {
		return this.view.list(this.view::all);
	}

	@GetMapping(path = "/groups/{groupId}/workers/{workerId}", produces = "application/json")
	@Problems({ 400, 404, 503, 504 })
	@Operation(summary = "Show a worker",
			description = "With the newest record of each of its partitions, if the replica that answers runs it.")
	Worker get(@PathVariable GroupId groupId, @PathVariable String workerId) {
		return this.view.withRecords(this.workers.get(groupId.value(), workerId));
	}

	@DeleteMapping("/groups/{groupId}/workers/{workerId}")
	@Problems({ 400, 403, 404, 503, 504 })
	@Operation(summary = "Stop a worker",
			description = "It finishes what it holds, commits and leaves the group; Kafka shares out its partitions.")
	@ApiResponse(responseCode = "204", description = "It has left")
	@ApiResponse(responseCode = "202", description = "It is still finishing what it holds")
	ResponseEntity<WorkerList> remove(@PathVariable GroupId groupId, @PathVariable String workerId) {
		return removed(this.workers.remove(groupId.value(), workerId));
	}

	@DeleteMapping("/groups/{groupId}/workers")
	@Problems({ 400, 403, 503, 504 })
	@Operation(summary = "Stop all workers of a group",
			description = "And forget what they did. Nothing happens if there is none.")
	@ApiResponse(responseCode = "204", description = "All have left")
	@ApiResponse(responseCode = "202", description = "Some are still finishing what they hold")
	ResponseEntity<WorkerList> removeAll(@PathVariable GroupId groupId) {
		return removed(this.workers.removeAll(groupId.value()));
	}

	private static ResponseEntity<WorkerList> removed(List<Worker> left) {
		return left.isEmpty() ? ResponseEntity.noContent().build()
				: ResponseEntity.accepted().body(WorkerList.of(left));
	}

}
