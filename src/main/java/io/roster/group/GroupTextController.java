package io.roster.group;

import java.util.Locale;
import java.util.Set;

import io.roster.problem.Problems;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Groups for scripts that were written for {@code kafka-consumer-groups.sh}: its tables
 * as text, its export as CSV.
 */
@RestController
@RequestMapping(path = "/groups")
@Tag(name = "Groups")
class GroupTextController {

	private static final String TEXT = "text/plain;charset=UTF-8";

	private static final String CSV = "text/csv;charset=UTF-8";

	private static final String VERBOSE = "Of text/plain: whether to have the columns of --verbose; false if left out";

	private final Groups groups;

	GroupTextController(Groups groups) {
		this.groups = groups;
	}

	@GetMapping(path = "/{groupId}", produces = TEXT)
	@Problems({ 400, 403, 404, 503, 504 })
	@Operation(operationId = "describe", summary = "Describe a group",
			description = "As text what --describe --state prints.")
	String state(@PathVariable GroupId groupId,
			@RequestParam(required = false) @Parameter(description = VERBOSE) @Nullable Boolean verbose,
			@RequestHeader(name = HttpHeaders.CACHE_CONTROL, defaultValue = "") String cacheControl) {
		return GroupTables.state(this.groups.describe(groupId.value(), fresh(cacheControl)),
				Boolean.TRUE.equals(verbose));
	}

	@GetMapping(path = "/{groupId}/members", produces = TEXT)
	@Problems({ 400, 403, 404, 503, 504 })
	@Operation(operationId = "members", summary = "List a group's members",
			description = "As text what --describe --members prints.")
	String members(@PathVariable GroupId groupId,
			@RequestParam(required = false) @Parameter(description = VERBOSE) @Nullable Boolean verbose,
			@RequestHeader(name = HttpHeaders.CACHE_CONTROL, defaultValue = "") String cacheControl) {
		return GroupTables.members(this.groups.describe(groupId.value(), fresh(cacheControl)),
				Boolean.TRUE.equals(verbose));
	}

	@GetMapping(path = "/{groupId}/offsets", produces = TEXT)
	@Problems({ 400, 403, 404, 503, 504 })
	@Operation(operationId = "offsets", summary = "List a group's offsets",
			description = "As text what --describe prints.")
	String offsets(@PathVariable GroupId groupId, @RequestParam(defaultValue = "") Set<String> topic,
			@RequestParam(defaultValue = "") Set<Integer> partition,
			@RequestParam(required = false) @Parameter(description = VERBOSE) @Nullable Boolean verbose,
			@RequestHeader(name = HttpHeaders.CACHE_CONTROL, defaultValue = "") String cacheControl) {
		GroupReading reading = this.groups.read(groupId.value(), fresh(cacheControl));
		return GroupTables.offsets(reading, GroupOffsets.select(reading, topic, partition),
				Boolean.TRUE.equals(verbose));
	}

	@GetMapping(path = "/{groupId}/offsets", produces = CSV)
	@Problems({ 400, 403, 404, 503, 504 })
	@Operation(operationId = "offsets", summary = "List a group's offsets",
			description = "As CSV what is committed, a line "
					+ "topic,partition,offset each: what POST …/offset-resets and --from-file take.")
	String export(@PathVariable GroupId groupId, @RequestParam(defaultValue = "") Set<String> topic,
			@RequestParam(defaultValue = "") Set<Integer> partition,
			@RequestHeader(name = HttpHeaders.CACHE_CONTROL, defaultValue = "") String cacheControl) {
		GroupReading reading = this.groups.read(groupId.value(), fresh(cacheControl));
		return GroupTables.csv(GroupOffsets.select(reading, topic, partition));
	}

	private static boolean fresh(String cacheControl) {
		return cacheControl.toLowerCase(Locale.ROOT).contains("no-cache");
	}

}
