/**
 * Which offsets were processed, by whom and how often: what workers note of each
 * partition, kept in a topic so that it outlives them, and what is missing in it. Uses
 * {@code cluster}, {@code delivery}, {@code group}, {@code plan}, {@code problem} and
 * {@code store}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "cluster", "delivery", "group", "plan", "problem", "store" })
package io.roster.ledger;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
