/**
 * Errors as RFC 9457 problem details: what every exception of Roster, of Spring and of
 * Tomcat looks like on the wire. Uses no other package.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.roster.problem;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
