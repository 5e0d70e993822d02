package io.roster.delivery;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * A consumer that lets its worker's delivery commit before each poll, whether there are
 * new records or not, and finish before it leaves its group.
 */
final class DeliveringConsumer implements InvocationHandler {

	private static final Log log = LogFactory.getLog(DeliveringConsumer.class);

	private final Consumer<byte[], byte[]> consumer;

	private final Delivery delivery;

	private final Wakeup wakeup;

	private DeliveringConsumer(Consumer<byte[], byte[]> consumer, Delivery delivery, Wakeup wakeup) {
		this.consumer = consumer;
		this.delivery = delivery;
		this.wakeup = wakeup;
	}

	@SuppressWarnings("unchecked")
	static Consumer<byte[], byte[]> of(Consumer<byte[], byte[]> consumer, Delivery delivery, Wakeup wakeup) {
		return (Consumer<byte[], byte[]>) Proxy.newProxyInstance(Consumer.class.getClassLoader(),
				new Class<?>[] { Consumer.class }, new DeliveringConsumer(consumer, delivery, wakeup));
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args) throws Throwable {
		String name = method.getName();
		if (name.equals("poll") && args != null && args[0] instanceof Duration timeout) {
			return poll(timeout);
		}
		if (name.equals("unsubscribe") || name.equals("close")) {
			finish();
		}
		try {
			return method.invoke(this.consumer, args);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	/** Whatever becomes of the last commit, the consumer has to leave. */
	private void finish() {
		try {
			this.delivery.finish(this.consumer);
		}
		catch (RuntimeException ex) {
			log.warn("A worker could not commit when it left; what it held will be processed again", ex);
		}
	}

	private ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
		this.delivery.beforePoll(this.consumer);
		this.wakeup.polling(this.consumer);
		boolean asked = false;
		try {
			return this.consumer.poll(this.delivery.pollTimeout(timeout));
		}
		catch (WakeupException ex) {
			asked = this.wakeup.polled();
			if (asked) {
				return ConsumerRecords.empty();
			}
			throw ex;
		}
		finally {
			if (!asked) {
				this.wakeup.polled();
			}
		}
	}

}
