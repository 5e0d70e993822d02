package io.roster.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.roster.support.BenchTable;

/**
 * Plots side by side, all axes logarithmic, as SVG. Nothing is painted behind them, and
 * the colours are in the middle between light and dark, so that they can be read on both.
 */
final class LogPlot {

	private static final int WIDTH = 440;

	private static final int LEFT = 64;

	private static final int RIGHT = 34;

	private static final int TOP = 86;

	private static final int BOTTOM = 390;

	private static final int HEIGHT = 440;

	private final String title;

	private final String subtitle;

	private final String unit;

	private final int[] sizes;

	private final StringBuilder body = new StringBuilder();

	private int panels;

	LogPlot(String title, String subtitle, String unit, int... sizes) {
		this.title = title;
		this.subtitle = subtitle;
		this.unit = unit;
		this.sizes = sizes;
	}

	/** Adds a plot to the right of those that are there. */
	LogPlot panel(String name, Line... lines) {
		double[] all = Arrays.stream(lines).flatMapToDouble((line) -> Arrays.stream(line.values())).toArray();
		List<Double> ticks = ticks(Arrays.stream(all).min().orElseThrow(), Arrays.stream(all).max().orElseThrow());
		double low = ticks.get(0);
		double high = ticks.get(ticks.size() - 1);
		this.body.append("<g transform=\"translate(").append(this.panels++ * WIDTH).append(",0)\">\n");
		text(LEFT, TOP - 12, "start", "name", name);
		for (double tick : ticks) {
			double y = y(tick, low, high);
			stroke("grid", LEFT, y, WIDTH - RIGHT, y);
			text(LEFT - 8, y + 4, "end", "", BenchTable.number(tick, 0));
		}
		for (int size : this.sizes) {
			stroke("grid", x(size), TOP, x(size), BOTTOM);
			text(x(size), BOTTOM + 18, "middle", "", BenchTable.number(size, 0));
		}
		stroke("axis", LEFT, BOTTOM, WIDTH - RIGHT, BOTTOM);
		stroke("axis", LEFT, TOP, LEFT, BOTTOM);
		text((LEFT + WIDTH - RIGHT) / 2.0, BOTTOM + 38, "middle", "", this.unit);
		for (int i = 0; i < lines.length; i++) {
			draw(lines[i], i, low, high);
		}
		this.body.append("</g>\n");
		return this;
	}

	private void draw(Line line, int number, double low, double high) {
		StringBuilder points = new StringBuilder();
		this.body.append("<g style=\"color:").append(line.color()).append("\">\n");
		for (int i = 0; i < this.sizes.length; i++) {
			double x = x(this.sizes[i]);
			double y = y(line.values()[i], low, high);
			points.append(format("%.1f,%.1f ", x, y));
			this.body.append(format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\"><title>%s: %s</title></circle>%n", x, y,
					line.name(), BenchTable.number(line.values()[i], 1)));
		}
		this.body.append("<polyline points=\"").append(points.toString().trim()).append("\"/>\n");
		double y = TOP + 20 + number * 20;
		stroke("key", LEFT + 12, y, LEFT + 34, y);
		this.body.append("</g>\n");
		text(LEFT + 42, y + 4, "start", "", line.name());
	}

	/** Writes what has been added. */
	void write(Path file) throws IOException {
		String font = "font:13px -apple-system,'Segoe UI',Helvetica,Arial,sans-serif";
		Files.writeString(file,
				"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + this.panels * WIDTH + " " + HEIGHT
						+ "\" width=\"" + this.panels * WIDTH + "\" height=\"" + HEIGHT + "\" role=\"img\">\n<title>"
						+ this.title + "</title>\n<style>text{" + font
						+ ";fill:#6e7781}.title{font-size:17px;font-weight:600}.name{font-weight:600}"
						+ "line{stroke:#6e7781}.grid{stroke-opacity:.3}.key{stroke:currentColor;stroke-width:2.5}"
						+ "circle{fill:currentColor}polyline{fill:none;stroke:currentColor;stroke-width:2.5}</style>\n"
						+ format("<text x=\"%d\" y=\"26\" class=\"title\">%s</text>%n", LEFT, this.title)
						+ format("<text x=\"%d\" y=\"48\">%s</text>%n", LEFT, this.subtitle) + this.body + "</svg>\n");
	}

	private void text(double x, double y, String anchor, String style, String text) {
		this.body.append(format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>%n", x, y, anchor,
				style, text));
	}

	private void stroke(String style, double fromX, double fromY, double toX, double toY) {
		this.body.append(format("<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n", style, fromX,
				fromY, toX, toY));
	}

	private double x(double size) {
		return LEFT + 16 + place(size, this.sizes[0], this.sizes[this.sizes.length - 1]) * (WIDTH - LEFT - RIGHT - 32);
	}

	private static double y(double value, double low, double high) {
		return BOTTOM - place(value, low, high) * (BOTTOM - TOP);
	}

	private static double place(double value, double low, double high) {
		return Math.log(value / low) / Math.log(high / low);
	}

	/**
	 * One, two and five times the powers of ten, from below the least to above the most.
	 */
	private static List<Double> ticks(double least, double most) {
		List<Double> ticks = new ArrayList<>();
		double power = Math.pow(10, Math.floor(Math.log10(least)));
		for (; ticks.isEmpty() || ticks.get(ticks.size() - 1) < most; power *= 10) {
			for (int times : new int[] { 1, 2, 5 }) {
				double tick = times * power;
				if (tick <= least) {
					ticks.clear();
				}
				if (ticks.isEmpty() || ticks.get(ticks.size() - 1) < most) {
					ticks.add(tick);
				}
			}
		}
		return ticks;
	}

	private static String format(String format, Object... values) {
		return String.format(Locale.ROOT, format, values).replace("\r\n", "\n");
	}

	/**
	 * Points that belong together.
	 *
	 * @param name what they are
	 * @param color of all of it
	 * @param values one for each size
	 */
	record Line(String name, String color, double[] values) {
	}

}
