/**
 * The consumers that this service runs: each worker is one listener container with one
 * consumer, so one member of its group, and adding or removing one touches no other. Uses
 * {@code cluster}, {@code delivery}, {@code group}, {@code handler}, {@code problem} and
 * {@code topic}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "cluster", "delivery", "group", "handler", "problem", "topic" })
package io.roster.worker;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
