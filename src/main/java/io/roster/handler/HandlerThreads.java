package io.roster.handler;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * The threads that handlers may block: virtual ones where there are such, otherwise as
 * many as are busy at once.
 */
@Component
class HandlerThreads implements Executor, DisposableBean {

	private static final String PREFIX = "handler-";

	private final Executor executor;

	private final @Nullable ExecutorService platform;

	HandlerThreads(Environment environment) {
		this.platform = Threading.VIRTUAL.isActive(environment) ? null : Executors.newCachedThreadPool(daemons());
		this.executor = (this.platform != null) ? this.platform : new VirtualThreadTaskExecutor(PREFIX);
	}

	private static CustomizableThreadFactory daemons() {
		CustomizableThreadFactory factory = new CustomizableThreadFactory(PREFIX);
		factory.setDaemon(true);
		return factory;
	}

	@Override
	public void execute(Runnable task) {
		this.executor.execute(task);
	}

	@Override
	public void destroy() {
		if (this.platform != null) {
			// What still runs, runs on: nobody waits for it, and it does not hold the
			// JVM.
			this.platform.shutdown();
		}
	}

}
