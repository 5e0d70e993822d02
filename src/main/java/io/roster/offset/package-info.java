/**
 * Resetting committed offsets: plans that change nothing, executions that read again
 * before and after they write, and the way back. The one place that writes offsets. Uses
 * {@code cluster}, {@code group}, {@code problem}, {@code store}, {@code text} and
 * {@code topic}, and {@code worker} to have the service's own workers make room.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "cluster", "group", "problem", "store", "text", "topic", "worker" })
package io.roster.offset;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
