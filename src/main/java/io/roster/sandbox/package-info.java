/**
 * Kafka in the process, with demo topics and traffic, for development and tests. Left out
 * of the jar that is deployed, and there only with the profile {@code sandbox}. Uses
 * {@code problem}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "problem")
package io.roster.sandbox;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
