/**
 * What should run, and who runs it: the workers that were asked for are the desired state
 * of all replicas, Kafka's group membership settles which replica runs which, and any
 * replica answers for all. Uses {@code cluster}, {@code delivery}, {@code group},
 * {@code handler}, {@code problem}, {@code store}, {@code topic} and {@code worker}, and
 * tells {@code deadletter} which topics were named.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "cluster", "deadletter", "delivery", "group", "handler", "problem", "store",
		"topic", "worker" })
package io.roster.fleet;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
