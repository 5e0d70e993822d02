package io.roster.offset;

import java.util.List;

import io.roster.text.CsvView;
import io.roster.text.TextView;

/**
 * What a reset of several groups does, or would do.
 *
 * @param dryRun whether nothing was changed
 * @param resets what it does with each group
 */
record GroupsResetAnswer(boolean dryRun, List<ResetAnswer> resets) implements CsvView, TextView {

	GroupsResetAnswer {
		resets = List.copyOf(resets);
	}

	@Override
	public String csv() {
		return ResetTables.groupsCsv(this.resets);
	}

	@Override
	public String text() {
		return ResetTables.text(this.resets);
	}

}
