package io.roster.snapshot;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import io.roster.cluster.Calls;
import io.roster.cluster.ReadError;
import io.roster.group.GroupKind;
import io.roster.problem.ProblemException;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.common.KafkaFuture;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * Reads what groups are, by their types, and what they have committed, in parallel: a
 * request of each kind to each coordinator for as many groups as fit a chunk.
 */
class GroupReader {

	/** Groups of one call. */
	private static final int CHUNK_GROUPS = 2000;

	/** Partitions of the groups of one call, as far as they are known from last time. */
	private static final int CHUNK_ROWS = 40_000;

	private final Calls calls;

	private final Answers answers;

	private final Map<String, GroupDraft> drafts;

	private final List<Failed> failed = new ArrayList<>();

	/**
	 * Makes one.
	 * @param calls the calls to make
	 * @param answers takes the answers
	 * @param drafts the groups by their ids, which take in what is read of them
	 */
	GroupReader(Calls calls, Answers answers, Map<String, GroupDraft> drafts) {
		this.calls = calls;
		this.answers = answers;
		this.drafts = drafts;
	}

	/** Asks, and waits for what comes in time. */
	void read(@Nullable Snapshot previous, List<ReadError> errors) {
		Map<GroupKind, List<String>> chunk = new EnumMap<>(GroupKind.class);
		int groups = 0;
		int rows = 0;
		for (GroupDraft draft : this.drafts.values()) {
			String id = draft.listing().groupId();
			GroupSnapshot before = (previous != null) ? previous.group(id) : null;
			chunk.computeIfAbsent(ClusterReader.kind(draft.listing()), (kind) -> new ArrayList<>()).add(id);
			rows += (before != null) ? before.partitions() : 0;
			if (++groups == CHUNK_GROUPS || rows >= CHUNK_ROWS) {
				send(chunk);
				chunk.clear();
				groups = 0;
				rows = 0;
			}
		}
		send(chunk);
		this.answers.finish();
		// Not where answers come in: to tell what a failure means may take a connection.
		this.failed.forEach((failed) -> failed.tell(this.calls.problem(failed.failure()), errors));
	}

	private void send(Map<GroupKind, List<String>> chunk) {
		Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
		chunk.forEach((kind, ids) -> {
			kind.describe(this.calls, ids).forEach((id, future) -> take(future, id, GroupDraft::described));
			if (kind.commitsOffsets()) {
				ids.forEach((id) -> specs.put(id, new ListConsumerGroupOffsetsSpec()));
			}
		});
		if (!specs.isEmpty()) {
			ListConsumerGroupOffsetsResult offsets = this.calls.admin()
				.listConsumerGroupOffsets(specs, this.calls.within(new ListConsumerGroupOffsetsOptions()));
			specs.keySet().forEach((id) -> take(offsets.partitionsToOffsetAndMetadata(id), id, GroupDraft::committed));
		}
	}

	private <T> void take(KafkaFuture<T> future, String id, BiConsumer<GroupDraft, T> part) {
		GroupDraft draft = this.drafts.get(id);
		if (draft == null) {
			return;
		}
		this.answers.take(future, (answer, failure) -> {
			if (answer != null) {
				part.accept(draft, answer);
			}
			else if (failure != null) {
				this.failed.add(new Failed(draft, failure));
			}
		});
	}

	/** Some part of a group that could not be read. */
	private record Failed(GroupDraft draft, Throwable failure) {

		private void tell(ProblemException problem, List<ReadError> errors) {
			if (problem.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND)) {
				this.draft.absent();
			}
			else {
				this.draft.failed();
				ClusterReader.note(errors, ReadError.of(this.draft.listing().groupId(), problem));
			}
		}

	}

}
