package io.roster.group;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Reads that those who ask at the same time share: one of them reads, on its own thread,
 * and the others wait for it. What was read is kept for a moment, so that a crowd costs
 * Kafka no more than a few reads a second.
 *
 * @param <K> what is read
 * @param <V> what comes of it
 */
class SharedReads<K, V> {

	private final long keptMillis;

	private final Function<K, V> reader;

	/** Reads under way or just done. */
	private final ConcurrentHashMap<K, CompletableFuture<V>> current = new ConcurrentHashMap<>();

	/**
	 * Reads that will begin when the one under way has ended, for those who want nothing
	 * older than their request.
	 */
	private final ConcurrentHashMap<K, CompletableFuture<V>> next = new ConcurrentHashMap<>();

	SharedReads(Duration kept, Function<K, V> reader) {
		this.keptMillis = kept.toMillis();
		this.reader = reader;
	}

	/**
	 * Returns what a read under way gives, or one that has just ended, or a new one.
	 * @param key what to read
	 * @return what was read
	 */
	V get(K key) {
		CompletableFuture<V> mine = new CompletableFuture<>();
		CompletableFuture<V> other = this.current.putIfAbsent(key, mine);
		return (other != null) ? join(other) : read(key, mine);
	}

	/**
	 * Returns what a read gives that begins after this call.
	 * @param key what to read
	 * @return what was read
	 */
	V fresh(K key) {
		CompletableFuture<V> mine = new CompletableFuture<>();
		CompletableFuture<V> other = this.next.putIfAbsent(key, mine);
		if (other != null) {
			return join(other);
		}
		CompletableFuture<V> before = this.current.get(key);
		if (before != null) {
			before.handle((value, failure) -> true).join();
		}
		this.current.put(key, mine);
		this.next.remove(key, mine);
		return read(key, mine);
	}

	/**
	 * Has whoever asks next read anew: what was read is no longer so.
	 * @param key what to read
	 */
	void forget(K key) {
		this.current.remove(key);
	}

	private V read(K key, CompletableFuture<V> mine) {
		try {
			V value = this.reader.apply(key);
			mine.complete(value);
			CompletableFuture.delayedExecutor(this.keptMillis, TimeUnit.MILLISECONDS, Runnable::run)
				.execute(() -> this.current.remove(key, mine));
			return value;
		}
		catch (RuntimeException | Error ex) {
			mine.completeExceptionally(ex);
			this.current.remove(key, mine);
			throw ex;
		}
	}

	private static <V> V join(CompletableFuture<V> future) {
		try {
			return future.join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw ex;
		}
	}

}
