package io.roster.group;

import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.roster.problem.Problems;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
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

	private final GroupList list;

	private final GroupExport export;

	GroupTextController(Groups groups, GroupList list, GroupExport export) {
		this.groups = groups;
		this.list = list;
		this.export = export;
	}

	@GetMapping(produces = TEXT)
	@Problems({ 400, 403, 503, 504 })
	@Operation(operationId = "listGroups", summary = "List groups",
			description = "As text the ids, a line each; with the columns TYPE and STATE "
					+ "where these parameters are there, if only empty. All that match, unless there is a limit.")
	String list(@RequestParam(required = false) @Nullable String search,
			@RequestParam(required = false) @Nullable List<String> state,
			@RequestParam(required = false) @Nullable List<String> type,
			@RequestParam(required = false) @Nullable String topic,
			@RequestParam(required = false) @Nullable Long lagAbove,
			@RequestParam(defaultValue = "groupId") String sort,
			@RequestParam(required = false) @Nullable Integer limit,
			@RequestHeader(name = HttpHeaders.CACHE_CONTROL, defaultValue = "") String cacheControl) {
		return GroupTables.list(matching(query(search, state, type, topic, lagAbove, sort), limit, cacheControl),
				type != null, state != null);
	}

	@GetMapping(produces = CSV)
	@Problems({ 400, 403, 503, 504 })
	@Operation(operationId = "listGroups", summary = "List groups",
			description = "As CSV what all groups that match have committed, a line "
					+ "group,topic,partition,offset each: what POST /offset-resets and --from-file take. Groups that the "
					+ "service may not see are counted in the header Roster-Groups-Left-Out.")
	ResponseEntity<String> export(@RequestParam(required = false) @Nullable String search,
			@RequestParam(required = false) @Nullable List<String> state,
			@RequestParam(required = false) @Nullable List<String> type,
			@RequestParam(required = false) @Nullable String topic,
			@RequestParam(required = false) @Nullable Long lagAbove,
			@RequestParam(defaultValue = "groupId") String sort,
			@RequestParam(required = false) @Nullable Integer limit,
			@RequestHeader(name = HttpHeaders.CACHE_CONTROL, defaultValue = "") String cacheControl) {
		GroupExport.Exported exported = this.export
			.export(matching(query(search, state, type, topic, lagAbove, sort), limit, cacheControl));
		HttpHeaders headers = new HttpHeaders();
		if (!exported.leftOut().isEmpty()) {
			headers.set("Roster-Groups-Left-Out", String.valueOf(exported.leftOut().size()));
		}
		return ResponseEntity.ok().headers(headers).body(exported.csv());
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

	private static GroupQuery query(@Nullable String search, @Nullable List<String> state, @Nullable List<String> type,
			@Nullable String topic, @Nullable Long lagAbove, String sort) {
		return GroupQuery.of(search, named(state), named(type), topic, lagAbove, sort, GroupQuery.MAX_LIMIT, null,
				false);
	}

	private List<GroupSummary> matching(GroupQuery query, @Nullable Integer limit, String cacheControl) {
		return this.list.all(query, limit, fresh(cacheControl));
	}

	/** A parameter without a value only asks for its column. */
	private static List<String> named(@Nullable List<String> names) {
		return (names != null) ? names.stream().filter((name) -> !name.isEmpty()).toList() : List.of();
	}

	private static boolean fresh(String cacheControl) {
		return cacheControl.toLowerCase(Locale.ROOT).contains("no-cache");
	}

}
