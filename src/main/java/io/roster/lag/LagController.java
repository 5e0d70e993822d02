package io.roster.lag;

import java.time.Duration;

import io.roster.group.GroupId;
import io.roster.problem.Problems;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** How far behind groups are, over time. */
@RestController
@RequestMapping(path = "/groups/{groupId}", produces = "application/json")
@Tag(name = "Watching",
		description = "How groups do over time, from the snapshots that are read of all of them: how far "
				+ "behind, how that went, whether something is wrong and why, and how many members there should be.")
class LagController {

	private final LagReports reports;

	private final Scaling scaling;

	LagController(LagReports reports, Scaling scaling) {
		this.reports = reports;
		this.scaling = scaling;
	}

	@GetMapping("/lag")
	@Problems({ 400, 403, 404, 503, 504 })
	@Operation(operationId = "lag", summary = "Tell how far behind a group is, and how that went",
			description = "In records and in time, with the rates, when it will have caught up, and how long until "
					+ "Kafka deletes what is not read. Points are of each snapshot for some 15 minutes, and of ten "
					+ "minutes each for a day.")
	LagReport lag(@PathVariable GroupId groupId, @RequestParam(defaultValue = "PT1H") @Parameter(
			description = "How far back, up to PT24H") Duration window) {
		return this.reports.report(groupId.value(), window);
	}

	@GetMapping("/scale")
	@Problems({ 400, 403, 404, 503, 504 })
	@Operation(operationId = "scaleSignal", summary = "Tell how many members a group should have",
			description = "So many that what comes is read, and what waits is worked off to the target within that time. "
					+ "Never more than partitions; lag that does not move, whoever reads it, does not count. KEDA's "
					+ "metrics-api scaler takes it with valueLocation members and targetValue 1.")
	Scale scale(@PathVariable GroupId groupId, @RequestParam(defaultValue = "PT1M") @Parameter(
			description = "The time lag to be held, from PT1S to PT24H") Duration target) {
		return this.scaling.scale(groupId.value(), target);
	}

}
