package io.heimdall.server.artifact.usage;

import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.artifact.usage.Amount;
import io.heimdall.db.artifact.usage.CallKey;
import io.heimdall.db.artifact.usage.CallRepository;
import io.heimdall.db.artifact.usage.Calls;
import io.heimdall.db.artifact.usage.HoldingsRepository;
import io.heimdall.db.artifact.usage.Traffic;
import io.heimdall.db.artifact.usage.TrafficRepository;
import io.heimdall.db.artifact.usage.UsageSpan;
import io.heimdall.server.artifact.usage.UsageReport.Day;
import io.heimdall.server.artifact.usage.UsageReport.User;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.request.LongReads;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Tells how the store is used. Safe for any number of threads; calls block for the database.
public final class UsageReports {

  private static final int USUAL_DAYS = 30;
  private static final int MOST_DAYS = 366;
  private static final String ADVICE =
      "so much is kept that it was not summed up in time: ask for one media type or user";

  private static final Comparator<User> MOST_FIRST =
      Comparator.comparingLong(User::bytes).reversed().thenComparing(User::name);

  private final LongReads reads;
  private final UsageCounts counts;
  private final InstantSource clock;
  private final HoldingsRepository holdings = new HoldingsRepository();
  private final TrafficRepository traffic = new TrafficRepository();
  private final CallRepository calls = new CallRepository();

  /// Prepares to tell.
  ///
  /// @param transactions where artifacts and counts are
  /// @param counts what this server has counted and not written yet
  /// @param clock the host's UTC
  public UsageReports(Transactions transactions, UsageCounts counts, InstantSource clock) {
    this.reads = new LongReads(transactions, LongReads.LONGEST, ADVICE);
    this.counts = counts;
    this.clock = clock;
  }

  /// Tells how the store is used. What this server has counted is in it, what others have counted
  /// within the last seconds perhaps not.
  ///
  /// @param caller who asks
  /// @param question what is asked
  /// @return the answer
  /// @throws FailureException with ROLE_TOO_SMALL, TIME_RANGE_REVERSED, FIELD_INVALID,
  ///   FILTER_TOO_SLOW or TOO_MANY_CALLS
  public UsageReport of(Caller caller, UsageQuestion question) {
    UsageSpan span = span(user(caller, question.whose()), question);
    counts.write();
    return reads.read(tx -> report(tx, span, question.limit()));
  }

  private static @Nullable String user(Caller caller, UsageQuestion.Whose whose) {
    return switch (whose) {
      case UsageQuestion.Whose.Own() -> caller.name();
      case UsageQuestion.Whose.OfUser(String name) -> {
        if (!name.equals(caller.name())) {
          requireAdmin(caller);
        }
        yield name;
      }
      case UsageQuestion.Whose.Everybody() -> {
        requireAdmin(caller);
        yield null;
      }
    };
  }

  private static void requireAdmin(Caller caller) {
    if (caller.role() != Role.ADMIN) {
      throw new Failure.PermissionDenied(
              Reason.ROLE_TOO_SMALL,
              "the usage of others is told to role admin; %s has role %s"
                  .formatted(caller.name(), caller.role().name().toLowerCase(Locale.ROOT)),
              Map.of("requiredRole", Role.ADMIN.name(), "role", caller.role().name()))
          .exception();
    }
  }

  private UsageSpan span(@Nullable String user, UsageQuestion question) {
    LocalDate last =
        question.before() == null
            ? day(clock.instant())
            : day(question.before().minus(1, ChronoUnit.NANOS));
    LocalDate first =
        question.from() == null ? last.minusDays(USUAL_DAYS - 1L) : day(question.from());
    if (question.before() == null && first.isAfter(last)) {
      throw new Failure.Invalid(
              Reason.FIELD_INVALID,
              "start_time",
              "start_time is in %s, which is after today, %s".formatted(first, last))
          .exception();
    }
    if (first.isAfter(last)) {
      throw new Failure.Invalid(
              Reason.TIME_RANGE_REVERSED,
              "end_time",
              "the last day is %s, which is before the first, %s".formatted(last, first))
          .exception();
    }
    if (ChronoUnit.DAYS.between(first, last) >= MOST_DAYS) {
      throw new Failure.Invalid(
              Reason.FIELD_INVALID,
              "start_time",
              "from %s to %s are more than %d days".formatted(first, last, MOST_DAYS))
          .exception();
    }
    return new UsageSpan(user, first, last, question.contentType());
  }

  private static LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }

  private UsageReport report(Tx tx, UsageSpan span, int limit) {
    var kept =
        new UsageReport.Kept(
            holdings.find(tx, span.user(), span.contentType(), limit),
            holdings.open(tx, span.user(), span.contentType()));
    var done =
        new UsageReport.Done(
            traffic.total(tx, span),
            traffic.types(tx, span, limit),
            days(tx, span),
            calls.outcomes(tx, span));
    List<User> users =
        span.user() == null ? users(tx, span, kept.holdings().owners(), limit) : List.of();
    return new UsageReport(span, kept, done, users);
  }

  private SortedMap<LocalDate, Day> days(Tx tx, UsageSpan span) {
    SortedMap<LocalDate, Day> days = new TreeMap<>();
    traffic.days(tx, span).forEach((day, some) -> days.put(day, new Day(some, Calls.NONE)));
    calls
        .days(tx, span)
        .forEach((day, some) ->
            days.merge(day, new Day(Traffic.NONE, some), (one, _) -> new Day(one.traffic(), some)));
    return days;
  }

  private List<User> users(Tx tx, UsageSpan span, Map<String, Amount> owners, int limit) {
    Map<String, Traffic> moved = traffic.users(tx, span);
    Map<String, Calls> called = calls.users(tx, span);
    var names = new TreeSet<>(owners.keySet());
    names.addAll(moved.keySet());
    names.addAll(called.keySet());
    names.remove(CallKey.NOBODY);
    List<User> all =
        names.stream()
            .map(name ->
                new User(
                    name,
                    owners.getOrDefault(name, Amount.NONE),
                    moved.getOrDefault(name, Traffic.NONE),
                    called.getOrDefault(name, Calls.NONE)))
            .sorted(MOST_FIRST)
            .toList();
    if (all.size() <= limit) {
      return all;
    }
    List<User> shown = new ArrayList<>(all.subList(0, limit));
    shown.add(
        all.subList(limit, all.size()).stream()
            .reduce(new User("", Amount.NONE, Traffic.NONE, Calls.NONE), User::plus));
    return shown;
  }
}
