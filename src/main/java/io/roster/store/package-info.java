/**
 * What must survive a restart: compacted topics of the service's own, as Kafka Connect
 * keeps its state. Uses {@code cluster} and {@code problem}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "cluster", "problem" })
package io.roster.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
