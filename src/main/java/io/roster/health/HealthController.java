package io.roster.health;

import java.util.Locale;

import io.roster.group.GroupId;
import io.roster.group.Groups;
import io.roster.problem.Problems;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Whether groups read what is written. */
@RestController
@Tag(name = "Watching")
class HealthController {

	private final HealthReports reports;

	private final Groups groups;

	HealthController(HealthReports reports, Groups groups) {
		this.reports = reports;
		this.groups = groups;
	}

	@GetMapping(path = "/groups/{groupId}/health", produces = "application/json")
	@Problems({ 400, 403, 404, 503, 504 })
	@Operation(operationId = "health", summary = "Judge a group",
			description = "Whether the group reads what is written, and in one sentence why not; judged at every "
					+ "snapshot of all groups, so it may be as old as that. With rules=burrow the status and the fields "
					+ "are those of Burrow.")
	HealthReport health(@PathVariable GroupId groupId,
			@RequestParam(defaultValue = "roster") @Parameter(description = "roster or burrow") String rules,
			@RequestParam(defaultValue = "false") @Parameter(
					description = "Also the partitions that are ok") boolean all,
			@RequestHeader(name = HttpHeaders.CACHE_CONTROL, defaultValue = "") String cacheControl) {
		return this.reports.report(groupId.value(), rules, all, fresh(cacheControl));
	}

	@GetMapping(path = "/groups/{groupId}/coverage", produces = "application/json")
	@Problems({ 400, 403, 404, 503, 504 })
	@Operation(operationId = "coverage", summary = "Tell whether every partition has one owner",
			description = "Read live. Lists the partitions of all topics known to belong to the group that do not have "
					+ "exactly one owner (in a share group: any).")
	ResponseEntity<GroupCoverage> coverage(@PathVariable GroupId groupId,
			@RequestParam(defaultValue = "false") @Parameter(
					description = "Whether the status is 503 if the group is not covered, with the same body") boolean probe,
			@RequestHeader(name = HttpHeaders.CACHE_CONTROL, defaultValue = "") String cacheControl) {
		GroupCoverage coverage = GroupCoverage.from(this.groups.owners(groupId.value(), fresh(cacheControl)));
		HttpStatus status = (probe && !coverage.covered()) ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.OK;
		return ResponseEntity.status(status).body(coverage);
	}

	private static boolean fresh(String cacheControl) {
		return cacheControl.toLowerCase(Locale.ROOT).contains("no-cache");
	}

}
