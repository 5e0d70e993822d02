package io.roster.snapshot;

import java.util.List;
import java.util.Locale;

import io.roster.problem.Problems;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** All groups of the cluster at a glance. */
@RestController
@RequestMapping(path = "/groups")
@Tag(name = "Groups")
class GroupListController {

	private final GroupList list;

	GroupListController(GroupList list) {
		this.list = list;
	}

	@GetMapping(produces = "application/json")
	@Problems({ 400, 403, 410, 503, 504 })
	@ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = GroupPage.class)))
	@ApiResponse(responseCode = "304", description = "Nothing has changed", content = @Content)
	@Operation(operationId = "listGroups", summary = "List groups",
			description = "All groups of the cluster, of every type, with their lag; "
					+ "filtered, sorted and in pages. From a snapshot that is read every few seconds: asOf tells when, "
					+ "what this service has changed itself is always in it, and Cache-Control: no-cache waits for a new "
					+ "one. A group that could not be read is as it was last, with its own asOf; errors tell why. "
					+ "If-None-Match with the ETag of an answer is 304 until there is another one.")
	ResponseEntity<byte[]> list(
			@RequestParam(required = false) @Parameter(
					description = "Part of the group id, in any case") @Nullable String search,
			@RequestParam(defaultValue = "") @Parameter(
					description = "Kafka's name of a state, such as Stable or Empty; repeatable") List<String> state,
			@RequestParam(defaultValue = "") @Parameter(
					description = "classic, consumer, share or streams; repeatable") List<String> type,
			@RequestParam(required = false) @Parameter(
					description = "A topic that belongs to the group") @Nullable String topic,
			@RequestParam(required = false) @Parameter(
					description = "Only groups whose lag is above this") @Nullable Long lagAbove,
			@RequestParam(defaultValue = "") @Parameter(
					description = "ok, warning or error; repeatable") List<String> health,
			@RequestParam(defaultValue = "groupId") @Parameter(
					description = "groupId, type, state, members, topics, partitions, lag, timeLag or health; "
							+ "with - in front the largest first") String sort,
			@RequestParam(defaultValue = "100") @Parameter(description = "At most this many, 1 to 1000") int limit,
			@RequestParam(required = false) @Parameter(
					description = "The 'next' of the page before; 410 when its list is gone") @Nullable String after,
			@RequestParam(defaultValue = "false") @Parameter(
					description = "Also the groups that the service itself uses") boolean internal,
			@RequestHeader(name = HttpHeaders.CACHE_CONTROL, defaultValue = "") String cacheControl) {
		WrittenPage page = this.list.page(
				GroupQuery.of(search, state, type, topic, lagAbove, health, sort, limit, after, internal),
				fresh(cacheControl));
		return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).eTag(page.eTag()).body(page.json());
	}

	private static boolean fresh(String cacheControl) {
		return cacheControl.toLowerCase(Locale.ROOT).contains("no-cache");
	}

}
