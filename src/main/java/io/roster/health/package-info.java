/**
 * Whether groups read what is written: what each of them has committed lately, a
 * judgement of it with a reason, by Roster's rules or by Burrow's, and whether each
 * partition has exactly one owner. Uses {@code cluster}, {@code group}, {@code problem}
 * and {@code snapshot}; what it does not know itself, such as the lag in time, it asks
 * for through interfaces that others implement.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "cluster", "group", "problem", "snapshot" })
package io.roster.health;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
