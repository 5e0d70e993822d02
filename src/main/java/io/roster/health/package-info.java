/**
 * Whether groups read what is written: what each of them has committed lately, a
 * judgement of it with a reason, by Roster's rules or by Burrow's, and whether each
 * partition has exactly one owner. Uses {@code cluster}, {@code commits}, {@code group},
 * {@code problem} and {@code snapshot}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "cluster", "commits", "group", "problem", "snapshot" })
package io.roster.health;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
