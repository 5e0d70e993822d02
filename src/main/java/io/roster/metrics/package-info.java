/**
 * What Prometheus scrapes: this service's own meters and, written straight from the
 * newest snapshot, the series of all groups under the names that other lag exporters use,
 * so that dashboards and alert rules made for those go on working. Nothing in here is a
 * meter for each partition: a cluster has a million of them. Uses {@code cluster},
 * {@code group}, {@code health}, {@code lag}, {@code problem} and {@code snapshot}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "cluster", "group", "health", "lag", "problem", "snapshot" })
package io.roster.metrics;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
