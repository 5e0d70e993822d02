package io.roster.text;

import java.util.List;
import java.util.stream.Collectors;

import io.roster.problem.InvalidRequestException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.tools.consumer.group.CsvUtils;
import org.apache.kafka.tools.consumer.group.CsvUtils.CsvRecordWithGroup;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CsvTests {

	private static final String[] COLUMNS = { "group", "topic", "partition", "offset" };

	@Property
	void whatIsWrittenIsReadAgain(@ForAll("tables") List<List<String>> rows) {
		List<List<String>> read = Csv.read(Csv.write(rows), COLUMNS).stream().map(Csv.Row::cells).toList();
		assertThat(read).isEqualTo(rows);
	}

	@Property
	void whatIsWrittenTheToolReads(@ForAll("rows") List<String> row) throws Exception {
		// The tool reads line by line, so a group id with a line feed is beyond it.
		CsvRecordWithGroup record = CsvUtils.readerFor(CsvRecordWithGroup.class)
			.readValue(Csv.write(List.of(row)), CsvRecordWithGroup.class);
		assertThat(List.of(record.getGroup(), record.getTopic(), String.valueOf(record.getPartition()),
				String.valueOf(record.getOffset())))
			.isEqualTo(row);
	}

	@Property
	void whatTheToolWritesIsRead(@ForAll("rows") List<String> row) throws Exception {
		String written = CsvUtils.writerFor(CsvRecordWithGroup.class)
			.writeValueAsString(new CsvRecordWithGroup(row.get(0), row.get(1), Integer.parseInt(row.get(2)),
					Long.parseLong(row.get(3))));
		Csv.Row read = Csv.read(written, COLUMNS).get(0);
		assertThat(read.cells()).isEqualTo(row);
		assertThat(read.number(3, Long.MAX_VALUE)).isEqualTo(Long.parseLong(row.get(3)));
	}

	@Property
	void anyTextIsReadOrRefused(@ForAll String text) {
		try {
			assertThat(Csv.read(text, COLUMNS)).isNotEmpty().allSatisfy((row) -> assertThat(row.cells()).hasSize(4));
		}
		catch (InvalidRequestException ex) {
			assertThat(ex.errors()).hasSize(1);
		}
	}

	@Test
	void carriageReturnsOfWindowsAreTaken() {
		assertThat(Csv.read("t,0,1\r\nt,1,2\r\n", "topic", "partition", "offset").stream().map(Csv.Row::cells))
			.containsExactly(List.of("t", "0", "1"), List.of("t", "1", "2"));
	}

	@Test
	void numbersBeyondTheirRangeAreRefused() {
		Csv.Row row = Csv.read("g,t,2147483648,9223372036854775808", COLUMNS).get(0);
		assertThatThrownBy(() -> row.number(2, Integer.MAX_VALUE)).isInstanceOf(InvalidRequestException.class)
			.hasMessageContaining("partition");
		assertThatThrownBy(() -> row.number(3, Long.MAX_VALUE)).isInstanceOf(InvalidRequestException.class)
			.hasMessageContaining("offset");
	}

	@Provide
	Arbitrary<List<List<String>>> tables() {
		return rows().list().ofMinSize(1).ofMaxSize(20);
	}

	/** Any group id, but for what no file can tell from an empty line or a broken one. */
	@Provide
	Arbitrary<List<String>> rows() {
		Arbitrary<String> groups = Arbitraries.strings()
			.ascii()
			.ofMinLength(1)
			.ofMaxLength(40)
			.map((text) -> text.chars()
				.filter((character) -> character != '\n' && character != '\r' && character != 0)
				.mapToObj((character) -> String.valueOf((char) character))
				.collect(Collectors.joining()))
			.filter((text) -> !text.isEmpty() && !text.isBlank());
		Arbitrary<String> topics = Arbitraries.strings()
			.withCharRange('a', 'z')
			.withChars("._-")
			.ofMinLength(1)
			.ofMaxLength(60);
		return Combinators
			.combine(groups, topics, Arbitraries.integers().greaterOrEqual(0), Arbitraries.longs().greaterOrEqual(0))
			.as((group, topic, partition, offset) -> List.of(group, topic, String.valueOf(partition),
					String.valueOf(offset)));
	}

}
