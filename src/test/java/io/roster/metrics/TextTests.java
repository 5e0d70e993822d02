package io.roster.metrics;

import java.nio.charset.StandardCharsets;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TextTests {

	@Property
	void numbersAreWrittenAsJavaWritesThem(@ForAll long number) {
		assertThat(read(new Text(16).number((number == Long.MIN_VALUE) ? 0 : number)))
			.isEqualTo(Long.toString((number == Long.MIN_VALUE) ? 0 : number));
	}

	@Property
	void labelsAreUtf8(@ForAll String label) {
		String wellFormed = new String(label.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
		assertThat(read(new Text(16).label(wellFormed))).isEqualTo(
				wellFormed.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace('\0', '\uFFFD'));
	}

	@Test
	void thousandthsBecomeFractions() {
		assertThat(read(new Text(16).thousandths(0)
			.put(' ')
			.thousandths(7)
			.put(' ')
			.thousandths(-1_050)
			.put(' ')
			.thousandths(12_000))).isEqualTo("0 0.007 -1.050 12");
	}

	@Test
	void growsWithWhatIsAdded() {
		Text text = new Text(16);
		String all = "0123456789".repeat(30_000);
		text.label(all).again(0, 300_000);
		assertThat(read(text)).isEqualTo(all + all);
	}

	private static String read(Text text) {
		return new String(text.bytes(), 0, text.size(), StandardCharsets.UTF_8);
	}

}
