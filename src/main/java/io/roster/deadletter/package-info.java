/**
 * The dead letters of groups over HTTP: what failed for good and why, and putting it back
 * to where it came from. Reads any dead letter topic whose records have the headers of
 * Spring's recoverer. Uses {@code cluster}, {@code group}, {@code handler},
 * {@code history}, {@code plan}, {@code problem}, {@code store} and {@code topic}.
 */
@NullMarked
@ApplicationModule(
		allowedDependencies = { "cluster", "group", "handler", "history", "plan", "problem", "store", "topic" })
package io.roster.deadletter;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
