/**
 * The plans that can be executed and the resets that can be undone, kept in a topic of
 * the service's own. Uses {@code cluster}, {@code group}, {@code plan}, {@code problem}
 * and {@code store}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "cluster", "group", "plan", "problem", "store" })
package io.roster.history;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
