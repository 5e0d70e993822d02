package io.roster.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.roster.delivery.Deliveries;
import io.roster.delivery.Deliveries.WorkerLedger;
import io.roster.problem.ProblemException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.stereotype.Component;

/** Tells the ledger's topic what the workers of this replica have processed. */
@Component
class LedgerReporter implements InitializingBean, DisposableBean {

	private static final Log log = LogFactory.getLog(LedgerReporter.class);

	private final Deliveries deliveries;

	private final LedgerTopic topic;

	private final LedgerProperties properties;

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	/** What was told of each entry that may still change. */
	private final Map<String, KeptEntry> told = new HashMap<>();

	/** Of workers that have ended, and could not be told yet. */
	private final List<KeptEntry> ended = new ArrayList<>();

	private final AtomicBoolean begun = new AtomicBoolean();

	private boolean failing;

	LedgerReporter(Deliveries deliveries, LedgerTopic topic, LedgerProperties properties) {
		this.deliveries = deliveries;
		this.topic = topic;
		this.properties = properties;
	}

	@Override
	public void afterPropertiesSet() {
		this.scheduler.setThreadNamePrefix("ledger-");
		this.scheduler.setDaemon(true);
		this.scheduler.initialize();
		var unused = this.scheduler.scheduleWithFixedDelay(this::report, this.properties.interval());
		this.deliveries.onBegun(this::begun);
	}

	/** Those that begin together are told together. */
	private void begun() {
		if (this.begun.compareAndSet(false, true)) {
			try {
				var unused = this.scheduler.schedule(this::report, Instant.now());
			}
			catch (TaskRejectedException ex) {
				// The service stops, and reports when it has.
				this.begun.set(false);
			}
		}
	}

	synchronized void report() {
		this.begun.set(false);
		this.deliveries.takeEnded().forEach((ledger) -> this.ended.addAll(entries(ledger)));
		Map<String, KeptEntry> now = new HashMap<>();
		this.deliveries.ledgers().forEach((ledger) -> entries(ledger).forEach((entry) -> now.put(entry.key(), entry)));
		List<KeptEntry> news = new ArrayList<>(this.ended);
		now.forEach((key, entry) -> {
			if (!entry.equals(this.told.get(key))) {
				news.add(entry);
			}
		});
		if (news.isEmpty()) {
			return;
		}
		try {
			this.topic.put(news);
			this.ended.clear();
			this.told.clear();
			this.told.putAll(now);
			this.failing = false;
		}
		catch (ProblemException ex) {
			if (!this.failing) {
				log.warn("The ledger could not be kept; it is tried again", ex);
			}
			this.failing = true;
		}
	}

	private static List<KeptEntry> entries(WorkerLedger ledger) {
		return ledger.entries()
			.stream()
			.map((entry) -> new KeptEntry(ledger.groupId(), ledger.workerId(), ledger.instance(), entry))
			.toList();
	}

	@Override
	public void destroy() {
		this.scheduler.shutdown();
		report();
	}

}
