package io.roster.fleet;

import io.roster.problem.InvalidRequestException;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How many workers a group is to have.
 *
 * @param count the number, required
 */
@Schema(example = "{\"count\":3}")
record WorkerCount(@Nullable Integer count) {

	int required() {
		if (this.count == null) {
			throw new InvalidRequestException("count", "is required");
		}
		return this.count;
	}

}
