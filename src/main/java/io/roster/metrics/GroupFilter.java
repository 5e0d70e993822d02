package io.roster.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.roster.snapshot.GroupSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Which groups have series: not the service's own, and of the others those that the
 * settings let through.
 *
 * @param include what a group's id has to match as a whole, all if {@code null}
 * @param exclude what it must not match, none if {@code null}
 */
record GroupFilter(@Nullable Pattern include, @Nullable Pattern exclude) {

	List<GroupSnapshot> select(List<GroupSnapshot> groups) {
		// One of each for all groups.
		Matcher included = (this.include != null) ? this.include.matcher("") : null;
		Matcher excluded = (this.exclude != null) ? this.exclude.matcher("") : null;
		List<GroupSnapshot> selected = new ArrayList<>(groups.size());
		for (GroupSnapshot group : groups) {
			if (!group.isInternal() && (included == null || included.reset(group.groupId()).matches())
					&& (excluded == null || !excluded.reset(group.groupId()).matches())) {
				selected.add(group);
			}
		}
		return selected;
	}

}
