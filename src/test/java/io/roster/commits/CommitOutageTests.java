package io.roster.commits;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.roster.sandbox.SandboxBroker;
import io.roster.support.Service;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Commits are followed again when Kafka is back, without anybody's help. */
@ExtendWith(OutputCaptureExtension.class)
class CommitOutageTests {

	@TempDir
	private Path data;

	@Test
	void followerOutlivesItsKafkaAndIsStoppedWithoutIt(CapturedOutput output) throws Exception {
		int port = SandboxBroker.freePort();
		Service service = Service.start("127.0.0.1:" + port, "roster.commits.follow=true", "roster.cluster.timeout=2s");
		try {
			Commits commits = service.bean(Commits.class);
			CommitFollower follower = service.bean(CommitFollower.class);
			await().until(() -> follower.progress().error() != null);
			try (SandboxBroker first = SandboxBroker.start(this.data, port, Map.of())) {
				commit(first, 1);
				await().until(() -> commits.offset("g", "t", 0) == 1 && follower.progress().caughtUp());
				assertThat(follower.progress().error()).isNull();
			}
			await().until(() -> follower.progress().error() != null && !follower.progress().caughtUp());
			assertThat(commits.offset("g", "t", 0)).isEqualTo(1);
			try (SandboxBroker second = SandboxBroker.start(this.data, port, Map.of())) {
				commit(second, 2);
				await().until(() -> commits.offset("g", "t", 0) == 2 && follower.progress().caughtUp());
			}
			await().until(() -> follower.progress().error() != null);
			assertThat(output.getOut().split("Commits are not followed at present", -1)).hasSize(4);
			long began = System.nanoTime();
			follower.stop();
			assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)).isLessThan(3000);
		}
		finally {
			service.close();
		}
	}

	private static void commit(SandboxBroker broker, long offset) throws Exception {
		try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
			if (offset == 1) {
				admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get(20, TimeUnit.SECONDS);
			}
			await().ignoreExceptions().until(() -> {
				admin.alterConsumerGroupOffsets("g", Map.of(new TopicPartition("t", 0), new OffsetAndMetadata(offset)))
					.all()
					.get(20, TimeUnit.SECONDS);
				return true;
			});
		}
	}

}
