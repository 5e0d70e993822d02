package io.roster.support;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.tools.consumer.group.ConsumerGroupCommand;

/** {@code kafka-consumer-groups.sh}, run in this process. */
public final class KafkaTool {

	private KafkaTool() {
	}

	/**
	 * Describes a group and returns what the tool prints.
	 * @param groupId the group; without white space in it, which would break the columns
	 * @param options such as {@code --members}
	 * @return the rows of the table by the names of their columns, none if there is no
	 * table
	 */
	public static synchronized List<Map<String, String>> describe(String groupId, String... options) {
		String[] args = Stream
			.concat(Stream.of("--bootstrap-server", TestKafka.bootstrapServers(), "--describe", "--group", groupId),
					Arrays.stream(options))
			.toArray(String[]::new);
		return rows(groupId, run(args).lines().toList());
	}

	/**
	 * Runs the tool.
	 * @param options all but {@code --bootstrap-server}
	 * @return what it prints to standard output, without its stack traces
	 */
	public static synchronized String print(String... options) {
		return run(Stream.concat(Stream.of("--bootstrap-server", TestKafka.bootstrapServers()), Arrays.stream(options))
			.toArray(String[]::new));
	}

	/**
	 * Runs the tool on another cluster than that of the run.
	 * @param bootstrapServers the cluster
	 * @param options all but {@code --bootstrap-server}
	 * @return what it prints to standard output, without its stack traces
	 */
	public static synchronized String printOf(String bootstrapServers, String... options) {
		return run(Stream.concat(Stream.of("--bootstrap-server", bootstrapServers), Arrays.stream(options))
			.toArray(String[]::new));
	}

	/**
	 * Resets offsets.
	 * @param options all but {@code --bootstrap-server}, {@code --reset-offsets} and
	 * {@code --export}
	 * @return the new offset of each partition, none if the tool refuses
	 */
	public static Map<TopicPartition, Long> reset(String... options) {
		String printed = print(
				Stream.concat(Arrays.stream(options), Stream.of("--reset-offsets", "--export")).toArray(String[]::new));
		Map<TopicPartition, Long> offsets = new HashMap<>();
		printed.lines().map((line) -> line.split(",")).forEach((cells) -> {
			if (cells.length == 3 && cells[1].matches("\\d+") && cells[2].matches("\\d+")) {
				offsets.put(new TopicPartition(cells[0], Integer.parseInt(cells[1])), Long.parseLong(cells[2]));
			}
		});
		return offsets;
	}

	private static String run(String[] args) {
		PrintStream before = System.out;
		ByteArrayOutputStream printed = new ByteArrayOutputStream();
		System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
		Exit.setExitProcedure((status, message) -> {
			throw new IllegalArgumentException("The tool ended with " + status + ": " + message);
		});
		try {
			ConsumerGroupCommand.main(args);
		}
		finally {
			Exit.resetExitProcedure();
			System.setOut(before);
		}
		// What it logs is not what it prints.
		return printed.toString(StandardCharsets.UTF_8)
			.lines()
			.filter((line) -> !line.matches("\\d{4}-\\d\\d-\\d\\dT\\S+ +(WARN|INFO|ERROR) .*"))
			.map((line) -> line + "\n")
			.collect(Collectors.joining());
	}

	private static List<Map<String, String>> rows(String groupId, List<String> lines) {
		List<String> header = List.of();
		List<Map<String, String>> rows = new ArrayList<>();
		for (String line : lines) {
			List<String> words = new ArrayList<>(List.of(line.trim().split("\\s+")));
			if (words.get(0).equals("GROUP")) {
				header = words;
			}
			else if (words.get(0).equals(groupId) && !header.isEmpty()) {
				// The two columns that the tool may leave empty where it otherwise has a
				// dash.
				int maybeEmpty = Math.max(header.indexOf("ASSIGNMENT-STRATEGY"), header.indexOf("GROUP-INSTANCE-ID"));
				if (words.size() == header.size() - 1) {
					words.add(maybeEmpty, "-");
				}
				Map<String, String> row = new LinkedHashMap<>();
				for (int i = 0; i < header.size(); i++) {
					row.put(header.get(i), words.get(i));
				}
				rows.add(row);
			}
		}
		return rows;
	}

}
