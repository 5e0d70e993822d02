package io.roster.snapshot;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.roster.group.GroupKind;
import io.roster.problem.InvalidRequestException;
import io.roster.problem.Violations;
import org.apache.kafka.common.GroupState;
import org.jspecify.annotations.Nullable;

/**
 * Which groups of a list are asked for, and in which order.
 *
 * @param search part of the id, in any case; {@code null} for all
 * @param states Kafka's names of states; empty for all
 * @param types types of groups; empty for all
 * @param topic a topic that has to belong to the group; {@code null} for all
 * @param lagAbove what the lag has to be above; {@code null} for all
 * @param healths how the groups have to be; empty for all
 * @param sort by what to sort
 * @param limit how many a page has at most
 * @param cursor where the page begins; {@code null} for the first page
 * @param internal whether the service's own groups are asked for too
 */
record GroupQuery(@Nullable String search, Set<String> states, Set<GroupKind> types, @Nullable String topic,
		@Nullable Long lagAbove, Set<String> healths, Sort sort, int limit, @Nullable Cursor cursor, boolean internal) {

	static final int MAX_LIMIT = 1000;

	private static final List<String> HEALTHS = List.of("ok", "warning", "error");

	GroupQuery {
		states = Set.copyOf(states);
		types = Set.copyOf(types);
		healths = Set.copyOf(healths);
	}

	static GroupQuery of(@Nullable String search, List<String> states, List<String> types, @Nullable String topic,
			@Nullable Long lagAbove, List<String> healths, String sort, int limit, @Nullable String after,
			boolean internal) {
		Violations violations = new Violations();
		List<String> knownStates = Arrays.stream(GroupState.values())
			.filter((state) -> state != GroupState.UNKNOWN)
			.map(GroupState::toString)
			.toList();
		Set<String> wantedStates = parse(violations, "state", states, knownStates, Function.identity());
		Set<GroupKind> wantedTypes = parse(violations, "type", types, List.of(GroupKind.values()), GroupKind::toString);
		Set<String> wantedHealths = parse(violations, "health", healths, HEALTHS, Function.identity());
		Sort order = Sort.parse(violations, sort);
		violations.check(limit >= 1 && limit <= MAX_LIMIT, "limit", "must be from 1 to " + MAX_LIMIT);
		violations.throwIfAny();
		GroupQuery query = new GroupQuery(search, wantedStates, wantedTypes, topic, lagAbove, wantedHealths, order,
				limit, null, internal);
		return (after == null) ? query : query.from(Cursor.parse(after, query.fingerprint()));
	}

	private static <T> Set<T> parse(Violations violations, String field, List<String> wanted, List<T> known,
			Function<T, String> name) {
		String names = known.stream().map(name).collect(Collectors.joining(", "));
		return wanted.stream()
			.map((text) -> known.stream()
				.filter((value) -> name.apply(value).equalsIgnoreCase(text))
				.findFirst()
				.orElseGet(() -> {
					violations.check(false, field, "must be one of " + names + ", not '" + text + "'");
					return known.get(0);
				}))
			.collect(Collectors.toSet());
	}

	private GroupQuery from(Cursor cursor) {
		return new GroupQuery(this.search, this.states, this.types, this.topic, this.lagAbove, this.healths, this.sort,
				this.limit, cursor, this.internal);
	}

	/**
	 * The order and the filters, so that a cursor is not taken into a list that is
	 * filtered otherwise.
	 */
	private int fingerprint() {
		return Objects.hash(this.search, this.states.stream().sorted().toList(),
				this.types.stream().map(GroupKind::name).sorted().toList(), this.topic, this.lagAbove,
				this.healths.stream().sorted().toList(), this.sort.key(), this.sort.descending(), this.internal);
	}

	String cursorAt(long list, int position) {
		return new Cursor(list, position, fingerprint()).encode();
	}

	/**
	 * Selects groups.
	 * @param groups the groups, in the order that is asked for
	 * @return those that are asked for, in the same order
	 */
	List<GroupSummary> select(List<ListedGroup> groups) {
		String search = (this.search != null) ? this.search.toLowerCase(Locale.ROOT) : "";
		List<GroupSummary> selected = new ArrayList<>();
		for (ListedGroup group : groups) {
			if (matches(group, search)) {
				selected.add(group.summary());
			}
		}
		return selected;
	}

	private boolean matches(ListedGroup listed, String search) {
		GroupSummary group = listed.summary();
		return (this.internal || !listed.own()) && (this.topic == null || listed.topics().contains(this.topic))
				&& (search.isEmpty() || group.groupId().toLowerCase(Locale.ROOT).contains(search))
				&& isOneOf(this.states, group.state()) && isOneOf(this.types, group.type())
				&& isOneOf(this.healths, group.health())
				&& (this.lagAbove == null || (group.lag() != null && group.lag() > this.lagAbove));
	}

	private static <T> boolean isOneOf(Set<T> wanted, @Nullable T value) {
		return wanted.isEmpty() || (value != null && wanted.contains(value));
	}

	/**
	 * By what a list is sorted. Groups that have no value come last, equal ones by their
	 * ids.
	 *
	 * @param key the name of the field
	 * @param descending whether the largest comes first
	 */
	record Sort(String key, boolean descending) {

		private static final List<String> KEYS = List.of("groupId", "type", "state", "members", "topics", "partitions",
				"lag", "timeLag", "health");

		static Sort parse(Violations violations, String text) {
			String key = text.startsWith("-") ? text.substring(1) : text;
			violations.check(KEYS.contains(key), "sort",
					"must be one of " + String.join(", ", KEYS) + ", with - in front for the largest first");
			return new Sort(key, text.startsWith("-"));
		}

		Comparator<ListedGroup> comparator() {
			return Comparator.comparing(ListedGroup::summary, order());
		}

		private Comparator<GroupSummary> order() {
			return switch (this.key) {
				case "type" -> by((group) -> group.type().toString());
				case "state" -> by(GroupSummary::state);
				case "members" -> by(GroupSummary::members);
				case "topics" -> by(GroupSummary::topics);
				case "partitions" -> by(GroupSummary::partitions);
				case "lag" -> by(GroupSummary::lag);
				case "timeLag" -> by(GroupSummary::timeLag);
				case "health" -> by((group) -> (group.health() != null) ? HEALTHS.indexOf(group.health()) : null);
				default -> by(GroupSummary::groupId);
			};
		}

		private <T extends Comparable<? super T>> Comparator<GroupSummary> by(Value<T> value) {
			Comparator<T> order = this.descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
			Comparator<@Nullable T> nullsLast = Comparator.nullsLast(order);
			return ((Comparator<GroupSummary>) (left, right) -> nullsLast.compare(value.of(left), value.of(right)))
				.thenComparing(GroupSummary::groupId);
		}

		private interface Value<T> {

			@Nullable T of(GroupSummary group);

		}

	}

	/**
	 * Where a page begins.
	 *
	 * @param list which list it is a page of
	 * @param position the position in that list, after filters and order
	 * @param fingerprint which filters and order that was
	 */
	record Cursor(long list, int position, int fingerprint) {

		private String encode() {
			String text = this.list + "." + this.position + "." + this.fingerprint;
			return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
		}

		private static Cursor parse(String text, int fingerprint) {
			Cursor cursor;
			try {
				String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII).split("\\.",
						3);
				cursor = new Cursor(Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
			}
			catch (IllegalArgumentException | ArrayIndexOutOfBoundsException ex) {
				throw new InvalidRequestException("after", "must be the 'next' of an earlier page");
			}
			if (cursor.position() < 0 || cursor.fingerprint() != fingerprint) {
				throw new InvalidRequestException("after", "goes with the filters and the order of its first page");
			}
			return cursor;
		}

	}

}
