/**
 * What groups commit, as soon as they do: Kafka's topic of offsets is read, if
 * {@code roster.commits.follow} says so, with the classes that Kafka itself generates for
 * its records. Uses {@code cluster} and {@code problem}; those who want to hear of every
 * commit implement {@code CommitListener}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "cluster", "problem" })
package io.roster.commits;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
