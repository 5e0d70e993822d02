/**
 * How far behind groups are in time, and how that went: worked out from one snapshot to
 * the next. Uses {@code cluster}, {@code group}, {@code problem}, {@code snapshot},
 * {@code store} and {@code topic}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "cluster", "group", "problem", "snapshot", "store", "topic" })
package io.roster.lag;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
