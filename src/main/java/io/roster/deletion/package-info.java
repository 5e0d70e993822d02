/**
 * Deleting groups and removing static members. What a group has committed is kept before
 * it goes. Uses {@code cluster}, {@code commits}, {@code group}, {@code history},
 * {@code plan} and {@code problem}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "cluster", "commits", "group", "history", "plan", "problem" })
package io.roster.deletion;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
