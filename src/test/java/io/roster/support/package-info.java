/**
 * What tests have in common: the broker of the run, an HTTP client, and consumers that
 * are not Roster's.
 */
@NullMarked
package io.roster.support;

import org.jspecify.annotations.NullMarked;
