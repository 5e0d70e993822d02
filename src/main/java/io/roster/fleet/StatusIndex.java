package io.roster.fleet;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.roster.fleet.StatusReports.ReplicaReport;
import io.roster.store.CompactedTopic;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * What replicas have told of their workers, by the process that told it: a process that
 * was frozen and wakes up overwrites nothing of its successor's.
 */
class StatusIndex implements CompactedTopic.Index {

	private static final Log log = LogFactory.getLog(StatusIndex.class);

	private static final String WORKER = "worker/";

	private static final String REPLICA = "replica/";

	private final Map<String, Told> workers = new HashMap<>();

	/** The keys of workers by their groups. */
	private final Map<String, Set<String>> groups = new HashMap<>();

	private final Map<String, ReplicaReport> replicas = new HashMap<>();

	static String workerKey(String process, String workerId) {
		return WORKER + process + "/" + workerId;
	}

	static String replicaKey(String process) {
		return REPLICA + process;
	}

	@Override
	public synchronized void put(String key, byte @Nullable [] value, long offset, long timestamp) {
		if (key.startsWith(REPLICA)) {
			String process = key.substring(REPLICA.length());
			if (value == null) {
				this.replicas.remove(process);
			}
			else {
				ReplicaReport report = read(value, ReplicaReport.class);
				if (report != null) {
					this.replicas.put(process, report);
				}
			}
		}
		else if (key.startsWith(WORKER)) {
			Told before = this.workers.remove(key);
			if (before != null) {
				this.groups.computeIfPresent(before.report().groupId(), (groupId, keys) -> {
					keys.remove(key);
					return keys.isEmpty() ? null : keys;
				});
			}
			if (value != null) {
				Told told = told(key, value);
				if (told == null) {
					return;
				}
				this.workers.put(key, told);
				this.groups.computeIfAbsent(told.report().groupId(), (groupId) -> new HashSet<>()).add(key);
			}
		}
	}

	private static @Nullable Told told(String key, byte[] value) {
		Report report = read(value, Report.class);
		int end = key.indexOf('/', WORKER.length());
		return (report != null && end > 0) ? new Told(key.substring(WORKER.length(), end), report) : null;
	}

	/** What another version has told and this one cannot read, it does without. */
	private static <T> @Nullable T read(byte[] value, Class<T> type) {
		try {
			return DesiredState.JSON.readValue(value, type);
		}
		catch (JacksonException ex) {
			log.warn("What a replica has told cannot be read: " + ex.getMessage());
			return null;
		}
	}

	@Override
	public synchronized void clear() {
		this.workers.clear();
		this.groups.clear();
		this.replicas.clear();
	}

	/** What was told of the workers of all groups. */
	synchronized List<Told> all() {
		return List.copyOf(this.workers.values());
	}

	/** What was told of the workers of a group. */
	synchronized List<Told> of(String groupId) {
		return this.groups.getOrDefault(groupId, Set.of())
			.stream()
			.map(this.workers::get)
			.filter(Objects::nonNull)
			.toList();
	}

	/** What processes have told of their workers. */
	synchronized List<Told> of(Set<String> processes) {
		return this.workers.values().stream().filter((told) -> processes.contains(told.process())).toList();
	}

	/** The groups that something was told of. */
	synchronized Set<String> groupIds() {
		return Set.copyOf(this.groups.keySet());
	}

	/** Up to where a process does what should run; -1 if it has not said so. */
	synchronized long position(String process) {
		ReplicaReport replica = this.replicas.get(process);
		return (replica != null) ? replica.position() : -1;
	}

	/** The processes that have told anything. */
	synchronized Set<String> processes() {
		Set<String> processes = new HashSet<>(this.replicas.keySet());
		this.workers.values().forEach((told) -> processes.add(told.process()));
		return processes;
	}

	/** The keys of all that processes have told. */
	synchronized Set<String> keysOf(Set<String> processes) {
		Set<String> keys = new HashSet<>();
		this.workers.forEach((key, told) -> {
			if (processes.contains(told.process())) {
				keys.add(key);
			}
		});
		processes.stream().filter(this.replicas::containsKey).map(StatusIndex::replicaKey).forEach(keys::add);
		return keys;
	}

	/** What a process has told of a worker. */
	record Told(String process, Report report) {
	}

}
