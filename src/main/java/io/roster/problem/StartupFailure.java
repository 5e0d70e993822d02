package io.roster.problem;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Why the service does not start, said in two sentences instead of a stack trace. */
public class StartupFailure extends RuntimeException {

	private final String action;

	/**
	 * Creates the failure.
	 * @param description what is wrong
	 * @param action what to do about it
	 * @param cause what led to it, may be {@code null}
	 */
	public StartupFailure(String description, String action, @Nullable Throwable cause) {
		super(description, cause);
		this.action = action;
	}

	/** Prints a {@link StartupFailure} in Spring Boot's way. */
	static class Analyzer extends AbstractFailureAnalyzer<StartupFailure> {

		@Override
		protected FailureAnalysis analyze(Throwable rootFailure, StartupFailure cause) {
			return new FailureAnalysis(cause.getMessage(), cause.action, cause);
		}

	}

}
