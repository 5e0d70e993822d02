package io.roster.worker;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.MeterRegistry;
import io.roster.handler.HandlerSpec;
import io.roster.support.BenchTable;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.awaitility.Awaitility.await;

/**
 * Five hundred workers in one replica that have nothing to do, beside as many bare
 * consumers: what they take. The broker of the run is in the same process, so what it
 * keeps for each of its clients is in both.
 */
class ManyWorkersBench extends BenchWorkers {

	private static final int GROUPS = 5;

	/** Also the number of partitions of the topic. */
	private static final int MEMBERS = 100;

	private static final int COUNT = GROUPS * MEMBERS;

	private static final Duration IDLE = Duration.ofSeconds(10);

	private static final Duration SETTLE = Duration.ofSeconds(5);

	private final String topic = unique("bench");

	@Autowired
	private MeterRegistry meters;

	@Test
	void manyWorkers() throws Exception {
		TestKafka.createTopic(this.topic, MEMBERS);
		Taken worker = workers();
		Taken bare = bare();
		BenchTable table = new BenchTable(
				COUNT + " workers with nothing to do, in " + GROUPS
						+ " groups, and as many bare consumers (classic protocol; the broker is in the same process)",
				"", "bare consumers", "workers");
		table.row("made and started, s", bare.started(), worker.started());
		table.row("all have their partition, s", bare.joined(), worker.joined());
		table.row("heap each, KB", bare.heap(), worker.heap());
		table.row("threads each", bare.threads(), worker.threads());
		table.row("meters each", bare.meters(), worker.meters());
		table.row("CPU while idle, % of one core", bare.cpu(), worker.cpu());
		table.row("… of that by threads (%)", bare.cpuByThread(), worker.cpuByThread());
		table.row("stopped, s", bare.stopped(), worker.stopped());
		table.print();
		System.out.println("Threads of the workers: " + worker.threadsByName());
	}

	private Taken workers() throws Exception {
		List<LiveWorker> workers = new ArrayList<>();
		String group = unique("many");
		return measure(() -> {
			for (int i = 0; i < COUNT; i++) {
				workers.add(start(group + i % GROUPS, spec(this.topic, HandlerSpec.LOG),
						this.handlers.create(HandlerSpec.LOG)));
			}
		}, () -> workers.stream().allMatch((worker) -> worker.status().assignment().size() == 1),
				() -> stopAll(workers));
	}

	private Taken bare() throws Exception {
		List<Thread> threads = new ArrayList<>();
		List<AtomicInteger> assigned = new ArrayList<>();
		AtomicBoolean stop = new AtomicBoolean();
		String group = unique("many-bare");
		return measure(() -> {
			for (int i = 0; i < COUNT; i++) {
				KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(consumerConfig(group + i % GROUPS),
						new ByteArrayDeserializer(), new ByteArrayDeserializer());
				AtomicInteger own = new AtomicInteger();
				Thread thread = new Thread(() -> {
					try (consumer) {
						consumer.subscribe(List.of(this.topic));
						while (!stop.get()) {
							var unused = consumer.poll(Duration.ofSeconds(1));
							own.set(consumer.assignment().size());
						}
					}
				}, "bare-" + i);
				thread.start();
				threads.add(thread);
				assigned.add(own);
			}
		}, () -> assigned.stream().allMatch((own) -> own.get() == 1), () -> {
			stop.set(true);
			for (Thread thread : threads) {
				thread.join();
			}
		});
	}

	private Taken measure(Step start, java.util.concurrent.Callable<Boolean> joined, Step stop) throws Exception {
		double heap = heap();
		int threads = ManagementFactory.getThreadMXBean().getThreadCount();
		int before = this.meters.getMeters().size();
		long began = System.nanoTime();
		start.run();
		double started = since(began);
		await().pollInterval(Duration.ofMillis(50)).atMost(Duration.ofMinutes(3)).until(joined);
		double all = since(began);
		TimeUnit.NANOSECONDS.sleep(SETTLE.toNanos());
		double each = (heap() - heap) / COUNT / 1024;
		int more = ManagementFactory.getThreadMXBean().getThreadCount() - threads;
		int meters = this.meters.getMeters().size() - before;
		Map<String, Integer> names = threadsByName();
		Map<String, Long> cpuBefore = cpuByThread();
		long cpu = processCpu();
		long from = System.nanoTime();
		TimeUnit.NANOSECONDS.sleep(IDLE.toNanos());
		double elapsed = since(from) * 1e9;
		double used = (processCpu() - cpu) / elapsed * 100;
		Map<String, Long> cpuAfter = cpuByThread();
		TreeMap<Double, String> most = new TreeMap<>();
		cpuAfter.forEach((name, nanos) -> most.put((nanos - cpuBefore.getOrDefault(name, 0L)) / elapsed * 100, name));
		StringBuilder shares = new StringBuilder();
		most.descendingMap()
			.entrySet()
			.stream()
			.limit(4)
			.forEach((entry) -> shares.append(entry.getValue())
				.append(' ')
				.append(BenchTable.number(entry.getKey(), 1))
				.append("; "));
		began = System.nanoTime();
		stop.run();
		return new Taken(BenchTable.number(started, 1), BenchTable.number(all, 1), BenchTable.number(each, 0),
				BenchTable.number((double) more / COUNT, 2), BenchTable.number((double) meters / COUNT, 1),
				BenchTable.number(used, 1), shares.toString(), BenchTable.number(since(began), 1), names);
	}

	private static double since(long nanos) {
		return (System.nanoTime() - nanos) / 1e9;
	}

	private static double heap() {
		for (int i = 0; i < 3; i++) {
			System.gc();
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private static long processCpu() {
		return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
	}

	/** By the name without what tells threads of one kind apart. */
	private static Map<String, Long> cpuByThread() {
		ThreadMXBean bean = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
		Map<String, Long> cpu = new TreeMap<>();
		for (ThreadInfo thread : bean.getThreadInfo(bean.getAllThreadIds())) {
			if (thread != null) {
				cpu.merge(kind(thread.getThreadName()), Math.max(0, bean.getThreadCpuTime(thread.getThreadId())),
						Long::sum);
			}
		}
		return cpu;
	}

	private static Map<String, Integer> threadsByName() {
		Map<String, Integer> names = new TreeMap<>();
		for (Thread thread : Thread.getAllStackTraces().keySet()) {
			names.merge(kind(thread.getName()), 1, Integer::sum);
		}
		names.values().removeIf((count) -> count < COUNT / 10);
		return names;
	}

	private static String kind(String name) {
		return name.replaceAll("\\s*\\|.*", "")
			.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "")
			.replaceAll("[-#]?[0-9]+", "")
			.replaceAll("-+", "-");
	}

	private record Taken(String started, String joined, String heap, String threads, String meters, String cpu,
			String cpuByThread, String stopped, Map<String, Integer> threadsByName) {
	}

	private interface Step {

		void run() throws Exception;

	}

}
