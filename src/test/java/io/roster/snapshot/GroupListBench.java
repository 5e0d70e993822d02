package io.roster.snapshot;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.roster.sandbox.SandboxBroker;
import io.roster.snapshot.Load.Result;
import io.roster.support.BenchTable;
import io.roster.support.Consumers;
import io.roster.support.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.awaitility.Awaitility.await;

/** How many answers clients get, and how soon, with everything on the same cores. */
class GroupListBench {

	private static final int WARM_UP = 6000;

	/** Two snapshots are read in it. */
	private static final int TIME = 20_000;

	@TempDir
	private Path data;

	@Test
	void list() throws Exception {
		BenchTable table = table("Pages of 10,000 groups with " + ManyGroups.PARTITIONS + " partitions each");
		try (SandboxBroker broker = SandboxBroker.start(this.data, SandboxBroker.freePort(), Map.of());
				ManyGroups groups = new ManyGroups(broker.bootstrapServers())) {
			groups.grow(10_000);
			try (Service service = Service.start(broker.bootstrapServers())) {
				for (String path : List.of("/groups?sort=-lag&limit=100", "/groups?search=group-77&limit=100",
						"/groups?state=Empty&lagAbove=-1&sort=-timeLag&limit=10")) {
					row(table, service, "`GET " + path + "`", 8, 10, path, "max-age=10");
					row(table, service, "the same", 8, 0, path, "max-age=10");
				}
			}
		}
		table.print();
	}

	@Test
	void assignments() throws Exception {
		BenchTable table = table(
				"Assignments of one group with 3 members and " + ManyGroups.PARTITIONS + " partitions");
		try (SandboxBroker broker = SandboxBroker.start(this.data, SandboxBroker.freePort(), Map.of());
				ManyGroups groups = new ManyGroups(broker.bootstrapServers());
				Consumers consumers = new Consumers();
				Service service = Service.start(broker.bootstrapServers())) {
			groups.grow(1);
			for (int i = 0; i < 3; i++) {
				consumers.start("hot", Map.of("bootstrap.servers", broker.bootstrapServers()),
						(consumer) -> consumer.subscribe(List.of("many-0")));
			}
			await().until(() -> service.http()
				.get("/groups/hot/assignments", "Cache-Control", "no-cache")
				.json()
				.path("members")
				.size() == 3);
			for (int clients : new int[] { 8, 64 }) {
				row(table, service, "shared for 250 ms", clients, 0, "/groups/hot/assignments", "max-age=1");
				row(table, service, "`Cache-Control: no-cache`", clients, 0, "/groups/hot/assignments", "no-cache");
			}
		}
		table.print();
	}

	private static BenchTable table(String title) {
		return new BenchTable(title, "", "clients", "pause, ms", "answers/s", "median, ms", "p99, ms");
	}

	private static void row(BenchTable table, Service service, String what, int clients, int pause, String path,
			String cacheControl) throws Exception {
		Result result = new Load(URI.create(service.http().base()).getPort(), path, "Cache-Control", cacheControl)
			.run(clients, pause, WARM_UP, TIME);
		table.row(what, String.valueOf(clients), String.valueOf(pause), BenchTable.number(result.perSecond(), 0),
				BenchTable.number(result.median(), 2), BenchTable.number(result.p99(), 2));
	}

}
