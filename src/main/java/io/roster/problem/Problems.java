package io.roster.problem;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Which problems a controller method can answer with; the OpenAPI document shows them
 * with examples.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Problems {

	/**
	 * The HTTP statuses beside 500, which every method can answer with.
	 * @return the statuses
	 */
	int[] value();

}
