/**
 * The way of a record from the poll to the commit: queues, retries, dead letters, and the
 * ledger of what was processed. Nothing is committed before it is processed. Uses
 * {@code cluster}, {@code handler}, {@code problem} and {@code topic}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "cluster", "handler", "problem", "topic" })
package io.roster.delivery;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
