/**
 * Reading groups, whoever runs them: does one exist, its description, members,
 * assignments, offsets, and the list of all. Changes nothing in the cluster. Uses
 * {@code cluster}, {@code problem}, {@code text} and {@code topic}; what this service's
 * own workers add to a group it learns through {@code LocalWorkers}, which they
 * implement.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "cluster", "problem", "text", "topic" })
package io.roster.group;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
