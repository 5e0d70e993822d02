package io.roster.snapshot;

import java.util.List;

import io.roster.problem.Problems;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * All groups for scripts that were written for {@code kafka-consumer-groups.sh}: its list
 * as text, its export as CSV.
 */
@RestController
@RequestMapping(path = "/groups")
@Tag(name = "Groups")
class GroupListTextController {

	private final GroupList list;

	private final GroupExport export;

	GroupListTextController(GroupList list, GroupExport export) {
		this.list = list;
		this.export = export;
	}

	@GetMapping(produces = "text/plain;charset=UTF-8")
	@Problems({ 400, 403, 503, 504 })
	@Operation(operationId = "listGroups", summary = "List groups",
			description = "As text the ids, a line each; with the columns TYPE and STATE "
					+ "where these parameters are there, if only empty. All that match, unless there is a limit; always read anew.")
	String list(@RequestParam(required = false) @Nullable String search,
			@RequestParam(required = false) @Nullable List<String> state,
			@RequestParam(required = false) @Nullable List<String> type,
			@RequestParam(required = false) @Nullable String topic,
			@RequestParam(required = false) @Nullable Long lagAbove,
			@RequestParam(defaultValue = "groupId") String sort,
			@RequestParam(required = false) @Nullable Integer limit) {
		return GroupListTable.of(matching(query(search, state, type, topic, lagAbove, sort), limit), type != null,
				state != null);
	}

	@GetMapping(produces = "text/csv;charset=UTF-8")
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
			@RequestParam(required = false) @Nullable Integer limit) {
		GroupExport.Exported exported = this.export
			.export(matching(query(search, state, type, topic, lagAbove, sort), limit));
		HttpHeaders headers = new HttpHeaders();
		if (!exported.leftOut().isEmpty()) {
			headers.set("Roster-Groups-Left-Out", String.valueOf(exported.leftOut().size()));
		}
		return ResponseEntity.ok().headers(headers).body(exported.csv());
	}

	private static GroupQuery query(@Nullable String search, @Nullable List<String> state, @Nullable List<String> type,
			@Nullable String topic, @Nullable Long lagAbove, String sort) {
		return GroupQuery.of(search, named(state), named(type), topic, lagAbove, List.of(), sort, GroupQuery.MAX_LIMIT,
				null, false);
	}

	private List<GroupSummary> matching(GroupQuery query, @Nullable Integer limit) {
		return this.list.all(query, limit);
	}

	/** A parameter without a value only asks for its column. */
	private static List<String> named(@Nullable List<String> names) {
		return (names != null) ? names.stream().filter((name) -> !name.isEmpty()).toList() : List.of();
	}

}
