package io.roster.ledger;

import io.roster.group.GroupId;
import io.roster.problem.Problems;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What workers have processed. */
@RestController
@Tag(name = "Workers")
class LedgerController {

	private final Ledgers ledgers;

	LedgerController(Ledgers ledgers) {
		this.ledgers = ledgers;
	}

	@GetMapping(path = "/groups/{groupId}/ledger", produces = "application/json")
	@Problems({ 400, 403, 503, 504 })
	@Operation(operationId = "getLedger", summary = "Show what was processed",
			description = "Which offsets the workers of all replicas have processed, which were left out, and which "
					+ "were processed more than once. Empty if this service has run no worker in the group.")
	GroupLedger get(@PathVariable GroupId groupId) {
		return this.ledgers.of(groupId.value());
	}

}
