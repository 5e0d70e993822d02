/**
 * Answers that are no JSON: the CSV and the tables of {@code kafka-consumer-groups.sh},
 * column for column, so that scripts written for it keep working. Uses {@code problem}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "problem")
package io.roster.text;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
