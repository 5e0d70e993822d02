/**
 * The service under failures: replicas in processes of their own, three brokers, and what
 * is done to them at random while records come in. Each record has a number, so that what
 * is missing, repeated or out of order is found and not guessed.
 */
@NullMarked
package io.roster.chaos;

import org.jspecify.annotations.NullMarked;
