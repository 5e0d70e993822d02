/**
 * What a worker does with its records. Knows nothing of containers, groups or HTTP: it is
 * what a user implements. Uses {@code problem}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "problem")
package io.roster.handler;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
