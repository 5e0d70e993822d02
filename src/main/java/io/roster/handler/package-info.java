/**
 * What a worker does with its records. Knows nothing of containers, groups or HTTP: it is
 * what a user implements. Uses {@code cluster}, {@code problem} and {@code topic}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "cluster", "problem", "topic" })
package io.roster.handler;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
