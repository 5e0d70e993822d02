/**
 * What a reset of offsets comes to: targets, scopes, and the plans that are made of them.
 * Only reads. Uses {@code cluster}, {@code group}, {@code problem} and {@code topic}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "cluster", "group", "problem", "topic" })
package io.roster.plan;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
