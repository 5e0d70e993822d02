/**
 * All groups of the cluster at a glance: a snapshot that one background task reads at an
 * interval with a number of requests that does not grow with the number of groups, and
 * the list of groups, which is answered from it. Uses {@code cluster}, {@code commits},
 * {@code group}, {@code problem} and {@code text}; those who look at every snapshot
 * implement {@code SnapshotObserver}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "cluster", "commits", "group", "problem", "text" })
package io.roster.snapshot;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
