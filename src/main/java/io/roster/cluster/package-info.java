/**
 * The way to Kafka: one Admin client made from Spring's KafkaAdmin, calls that always
 * end, Kafka's errors as problems, and whether the cluster is there. Uses
 * {@code problem}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "problem")
package io.roster.cluster;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
