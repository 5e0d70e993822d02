package io.roster.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

import io.roster.chaos.Hook.Failure;

/**
 * What operators do, and what happens to the webhook, whatever else goes on: all kinds in
 * turn, shuffled, each given back after some seconds.
 */
final class Changes implements Runnable {

	private static final List<String> AUTOMATIC = List.of(WorkerGroups.SHARED, WorkerGroups.COPYING);

	private final WorkerGroups groups;

	private final Hook hook;

	private final Random random;

	private final Timeline timeline;

	private final Lock quiet;

	private volatile boolean stopped;

	private volatile int done;

	Changes(WorkerGroups groups, Hook hook, Random random, Timeline timeline, Lock quiet) {
		this.groups = groups;
		this.hook = hook;
		this.random = random;
		this.timeline = timeline;
		this.quiet = quiet;
	}

	@Override
	public void run() {
		try {
			while (!this.stopped) {
				List<Kind> kinds = new ArrayList<>(List.of(Kind.values()));
				Collections.shuffle(kinds, this.random);
				for (Kind kind : kinds) {
					TimeUnit.MILLISECONDS.sleep(500 + this.random.nextInt(1500));
					this.quiet.lock();
					try {
						if (!this.stopped) {
							change(kind);
							this.done++;
						}
					}
					finally {
						this.quiet.unlock();
					}
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void change(Kind kind) throws InterruptedException {
		switch (kind) {
			case SCALE -> scale(any(AUTOMATIC));
			case PAUSE -> pause(any(WorkerGroups.ALL));
			case RESTART -> {
				String group = any(WorkerGroups.ALL);
				this.timeline.note("restart the workers of " + group);
				this.groups.restart(group);
			}
			case RESPEC -> {
				String group = any(AUTOMATIC);
				int maxPollRecords = 10 + this.random.nextInt(500);
				this.timeline.note("maxPollRecords of " + group + " " + maxPollRecords);
				this.groups.putMaxPollRecords(group, maxPollRecords);
			}
			case UNAVAILABLE -> fail(Failure.UNAVAILABLE);
			case HANGING -> fail(Failure.HANGING);
			case REFUSING -> fail(Failure.REFUSING);
		}
	}

	private void scale(String group) throws InterruptedException {
		int count = 1 + this.random.nextInt(WorkerGroups.count(group) + 3);
		this.timeline.note("scale " + group + " to " + count);
		this.groups.scale(group, count);
		hold();
		this.timeline.note("scale " + group + " to " + WorkerGroups.count(group));
		this.groups.scale(group, WorkerGroups.count(group));
	}

	private void pause(String group) throws InterruptedException {
		this.timeline.note("pause " + group);
		this.groups.pause(group);
		hold();
		this.timeline.note("resume " + group);
		this.groups.resume(group);
	}

	private void fail(Failure how) throws InterruptedException {
		this.timeline.note("webhook " + how.name().toLowerCase(Locale.ROOT));
		this.hook.fail(how);
		hold();
		this.timeline.note("webhook answers");
		this.hook.fail(Failure.NONE);
	}

	private void hold() throws InterruptedException {
		TimeUnit.MILLISECONDS.sleep(1500 + this.random.nextInt(2500));
	}

	private String any(List<String> of) {
		return of.get(this.random.nextInt(of.size()));
	}

	/** What has begun is given back first. */
	void stop() {
		this.stopped = true;
	}

	int done() {
		return this.done;
	}

	private enum Kind {

		SCALE, PAUSE, RESTART, RESPEC, UNAVAILABLE, HANGING, REFUSING

	}

}
