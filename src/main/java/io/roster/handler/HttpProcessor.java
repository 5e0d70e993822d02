package io.roster.handler;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import io.cloudevents.CloudEvent;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Posts records as CloudEvents. Of a batch that fails it is not known which record was
 * the bad one, so that each of them is posted alone the next time: no good record becomes
 * a dead letter with a bad one.
 */
class HttpProcessor implements RecordProcessor {

	/**
	 * How many bytes of values one batch has at most, unless one record has more: with
	 * Base64 it stays below the 1 MB that servers often take.
	 */
	static final int MAX_BATCH_BYTES = 512 * 1024;

	private final HttpSender sender;

	private final ClusterId clusterId;

	private final Clock clock;

	private final EventRequests requests;

	/** Whom requests go to, for messages: path and query may hold a secret. */
	private final String origin;

	private final Map<String, URI> sources = new ConcurrentHashMap<>();

	private final Duration timeout;

	private final int batch;

	private final int inFlight;

	private final Suspects suspects = new Suspects();

	/**
	 * Makes one.
	 * @param spec the handler, with every default spelled out
	 * @param sender sends requests
	 * @param clusterId the cluster that records are from
	 * @param clock the time
	 */
	HttpProcessor(HandlerSpec spec, HttpSender sender, ClusterId clusterId, Clock clock) {
		this.sender = sender;
		this.clusterId = clusterId;
		this.clock = clock;
		URI url = URI.create(required(spec.url()));
		this.origin = url.getScheme() + "://" + url.getRawAuthority();
		this.requests = new EventRequests(url, required(spec.headers()));
		this.timeout = required(spec.timeout());
		this.batch = required(spec.batch());
		this.inFlight = required(spec.inFlight());
	}

	private static <T> T required(@Nullable T value) {
		if (value == null) {
			throw new IllegalArgumentException("Unchecked handler");
		}
		return value;
	}

	@Override
	public CompletionStage<Integer> process(List<ConsumerRecord<byte[], byte[]>> records) {
		CompletableFuture<Integer> processed = new CompletableFuture<>();
		// Whoever calls this may hold a lock for which others wait.
		CompletionStage<Integer> posted = this.clusterId.get().handle((id, failure) -> {
			if (failure != null) {
				throw new NotReadyException("The id of the cluster is not known yet: " + failure.getMessage(), failure);
			}
			return id;
		}).thenComposeAsync((id) -> post(records, id), this.sender.threads());
		posted.whenComplete((count, failure) -> {
			if (failure == null) {
				processed.complete(count);
			}
			else {
				processed.completeExceptionally(new FailedRecord(0, unwrapped(failure)));
			}
		});
		return processed;
	}

	private CompletionStage<Integer> post(List<ConsumerRecord<byte[], byte[]>> records, String id) {
		ConsumerRecord<byte[], byte[]> first = records.get(0);
		if (this.batch == 1) {
			return send(this.requests.binary(event(first, id))).thenApply((done) -> 1);
		}
		if (this.suspects.contains(first)) {
			return postAlone(first, id);
		}
		List<ConsumerRecord<byte[], byte[]>> together = head(records);
		CompletableFuture<Integer> sent = send(batch(together, id)).thenApply((done) -> together.size());
		return (together.size() == 1) ? sent : sent.exceptionallyCompose((failure) -> {
			this.suspects.add(together);
			return (unwrapped(failure) instanceof RejectedRecordException) ? postAlone(first, id)
					: CompletableFuture.failedFuture(failure);
		});
	}

	private CompletableFuture<Integer> postAlone(ConsumerRecord<byte[], byte[]> record, String id) {
		return send(batch(List.of(record), id)).thenApply((done) -> 1).whenComplete((done, failure) -> {
			if (failure == null || unwrapped(failure) instanceof RejectedRecordException) {
				this.suspects.remove(record);
			}
		});
	}

	private CloudEvent event(ConsumerRecord<byte[], byte[]> record, String id) {
		return RecordEvent.from(record,
				this.sources.computeIfAbsent(record.topic(), (topic) -> RecordEvent.source(id, topic)));
	}

	private HttpPost batch(List<ConsumerRecord<byte[], byte[]>> records, String id) {
		return this.requests.batch(records.stream().map((record) -> event(record, id)).toList());
	}

	/** As many of the first records as go into one batch. */
	private List<ConsumerRecord<byte[], byte[]>> head(List<ConsumerRecord<byte[], byte[]>> records) {
		List<ConsumerRecord<byte[], byte[]>> head = new ArrayList<>();
		long bytes = 0;
		for (ConsumerRecord<byte[], byte[]> record : records) {
			bytes += (record.value() != null) ? record.value().length : 0;
			if (head.size() == this.batch || (bytes > MAX_BATCH_BYTES && !head.isEmpty())) {
				break;
			}
			head.add(record);
		}
		return head;
	}

	private CompletableFuture<HttpAnswer> send(HttpPost request) {
		return this.sender.send(request, this.timeout).thenApply((answer) -> {
			RuntimeException failure = answer.failure(this.origin, this.clock);
			if (failure != null) {
				throw failure;
			}
			return answer;
		});
	}

	private static Throwable unwrapped(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	@Override
	public int inFlight() {
		return this.inFlight;
	}

	@Override
	public int batch() {
		return this.batch;
	}

	@Override
	public boolean ordersByKey() {
		return this.inFlight > 1;
	}

}
