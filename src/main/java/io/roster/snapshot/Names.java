package io.roster.snapshot;

import java.util.HashMap;
import java.util.Map;

/** Names that many groups have in common, each once. For one thread at a time. */
final class Names {

	private static final int MAX_SIZE = 10_000;

	private final Map<String, String> names = new HashMap<>();

	String of(String name) {
		if (this.names.size() > MAX_SIZE) {
			this.names.clear();
		}
		String known = this.names.putIfAbsent(name, name);
		return (known != null) ? known : name;
	}

}
