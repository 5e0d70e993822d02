/**
 * Topics and their logs: which partitions there are, who has a leader, where logs begin
 * and end. Batched over all partitions of an answer; one that cannot be read fails no
 * other. Uses {@code cluster} and {@code problem}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "cluster", "problem" })
package io.roster.topic;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
