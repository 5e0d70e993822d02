package io.roster.offset;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How a reset is to be undone.
 *
 * @param dryRun whether only to plan; {@code false} unless it says {@code true}
 * @param ignoreLater whether to put back what was there also where later resets have
 * written
 * @param pauseWorkers whether workers of this service that have the partitions make room
 */
@Schema(example = "{\"dryRun\":true}")
record UndoRequest(@Schema(description = "Whether only to plan; false unless it says true") @Nullable Boolean dryRun,
		@Schema(description = "Whether to put back what was there also where later resets have "
				+ "written") @Nullable Boolean ignoreLater,
		@Schema(description = "Whether workers of this service that have the partitions stop for it and go on from "
				+ "there") @Nullable Boolean pauseWorkers) {

	static final UndoRequest NOW = new UndoRequest(null, null, null);

	boolean mayIgnoreLater() {
		return Boolean.TRUE.equals(this.ignoreLater);
	}

	ResetRequest toReset() {
		return new ResetRequest(null, null, null, null, null, null, null, Boolean.TRUE.equals(this.dryRun), null,
				this.pauseWorkers);
	}

}
