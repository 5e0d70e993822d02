/**
 * Resetting committed offsets over HTTP: executions of plans, which read again before and
 * after they write, and the way back. The one place that writes offsets. Uses
 * {@code cluster}, {@code group}, {@code history}, {@code plan}, {@code problem},
 * {@code text} and {@code topic}, and {@code fleet} to have the service's own workers
 * make room.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "cluster", "fleet", "group", "history", "plan", "problem", "text", "topic" })
package io.roster.offset;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
