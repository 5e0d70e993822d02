package io.roster.group;

import java.util.Locale;
import java.util.Set;

import io.roster.problem.Problems;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Any group in the cluster, whoever runs it. */
@RestController
@RequestMapping(path = "/groups")
@Tag(name = "Groups", description = "Any group in the cluster, whoever runs it. Reads of one group are live; requests "
		+ "for the same group share a read for up to 250 ms, Cache-Control: no-cache forces a new one.")
class GroupController {

	private final Groups groups;

	private final ObjectProvider<TimeLags> timeLags;

	private final ObjectProvider<HealthStatuses> healths;

	GroupController(Groups groups, ObjectProvider<TimeLags> timeLags, ObjectProvider<HealthStatuses> healths) {
		this.groups = groups;
		this.timeLags = timeLags;
		this.healths = healths;
	}

	@RequestMapping(path = "/{groupId}", method = RequestMethod.HEAD)
	@Problems({ 400, 403, 404, 503, 504 })
	@Operation(summary = "Test whether a group exists", description = "200 if it does, 404 if not; no body.")
	ResponseEntity<Void> head(@PathVariable GroupId groupId,
			@RequestHeader(name = HttpHeaders.CACHE_CONTROL, defaultValue = "") String cacheControl) {
		return this.groups.find(groupId.value(), fresh(cacheControl)).isPresent() ? ResponseEntity.ok().build()
				: ResponseEntity.notFound().build();
	}

	@GetMapping(path = "/{groupId}/exists", produces = "application/json")
	@Problems({ 400, 403, 503, 504 })
	@Operation(summary = "Tell whether a group exists",
			description = "200 in both cases; for an absent group type and state are null.")
	GroupExistence exists(@PathVariable GroupId groupId,
			@RequestHeader(name = HttpHeaders.CACHE_CONTROL, defaultValue = "") String cacheControl) {
		return GroupExistence.from(groupId.value(), this.groups.find(groupId.value(), fresh(cacheControl)));
	}

	@GetMapping(path = "/{groupId}", produces = "application/json")
	@Problems({ 400, 403, 404, 503, 504 })
	@Operation(operationId = "describe", summary = "Describe a group",
			description = "Type, state, assignor, coordinator, epochs, topics and total lag.")
	GroupDescription describe(@PathVariable GroupId groupId,
			@RequestHeader(name = HttpHeaders.CACHE_CONTROL, defaultValue = "") String cacheControl) {
		return GroupDescription.from(this.groups.read(groupId.value(), fresh(cacheControl)),
				this.healths.getIfAvailable(() -> HealthStatuses.NONE).of(groupId.value()));
	}

	@GetMapping(path = "/{groupId}/members", produces = "application/json")
	@Problems({ 400, 403, 404, 503, 504 })
	@Operation(operationId = "members", summary = "List a group's members",
			description = "Each with what it owns and, in the consumer "
					+ "protocol (KIP-848), what it is to own; members without partitions included.")
	GroupMembers members(@PathVariable GroupId groupId,
			@RequestHeader(name = HttpHeaders.CACHE_CONTROL, defaultValue = "") String cacheControl) {
		return GroupMembers.from(this.groups.describe(groupId.value(), fresh(cacheControl)));
	}

	@GetMapping(path = "/{groupId}/assignments", produces = "application/json")
	@Problems({ 400, 403, 404, 503, 504 })
	@Operation(summary = "Tell who owns which partition", description = "One row for every partition of every topic "
			+ "known to belong to the group, owned or not, committed or not.")
	GroupAssignments assignments(@PathVariable GroupId groupId,
			@RequestHeader(name = HttpHeaders.CACHE_CONTROL, defaultValue = "") String cacheControl) {
		return GroupAssignments.from(this.groups.read(groupId.value(), fresh(cacheControl)),
				this.timeLags.getIfAvailable(() -> TimeLags.NONE));
	}

	@GetMapping(path = "/{groupId}/offsets", produces = "application/json")
	@Problems({ 400, 403, 404, 503, 504 })
	@Operation(operationId = "offsets", summary = "List a group's offsets",
			description = "What is committed for each partition, and where its log begins and ends.")
	GroupOffsets offsets(@PathVariable GroupId groupId,
			@RequestParam(defaultValue = "") @Parameter(
					description = "Only this topic's partitions; repeatable") Set<String> topic,
			@RequestParam(defaultValue = "") @Parameter(
					description = "Only this partition of the topic; repeatable") Set<Integer> partition,
			@RequestHeader(name = HttpHeaders.CACHE_CONTROL, defaultValue = "") String cacheControl) {
		return GroupOffsets.from(this.groups.read(groupId.value(), fresh(cacheControl)), topic, partition);
	}

	private static boolean fresh(String cacheControl) {
		return cacheControl.toLowerCase(Locale.ROOT).contains("no-cache");
	}

}
