/**
 * Who may do what. For now: nobody from another machine unless that was said on purpose,
 * and no page of another site. Uses {@code problem}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "problem")
package io.roster.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
