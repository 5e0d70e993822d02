/**
 * The OpenAPI document and Swagger UI: what the controllers do not say of themselves.
 * Uses {@code group} and {@code problem}; nobody uses it.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "group", "problem" })
package io.roster.openapi;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
