package io.heimdall.server.artifact.usage;

import io.heimdall.db.artifact.usage.Amount;
import io.heimdall.db.artifact.usage.CallRepository.Outcome;
import io.heimdall.db.artifact.usage.Calls;
import io.heimdall.db.artifact.usage.Holdings;
import io.heimdall.db.artifact.usage.OpenUploads;
import io.heimdall.db.artifact.usage.Traffic;
import io.heimdall.db.artifact.usage.UsageSpan;
import java.time.LocalDate;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;

/// How the store is used.
///
/// @param span whose usage it is, of which days
/// @param kept what is kept
/// @param done what was done
/// @param users the same by user, where it is everybody's
public record UsageReport(UsageSpan span, Kept kept, Done done, List<User> users) {

  /// What is kept.
  ///
  /// @param holdings artifacts
  /// @param open uploads under way
  public record Kept(Holdings holdings, OpenUploads open) {}

  /// What was done.
  ///
  /// @param traffic what came and went
  /// @param types the same by media type, that with the most bytes first; not all types
  /// @param days the same by day, and the calls
  /// @param outcomes how calls ended
  public record Done(
      Traffic traffic,
      SequencedMap<String, Traffic> types,
      SortedMap<LocalDate, Day> days,
      List<Outcome> outcomes) {}

  /// A day.
  ///
  /// @param traffic what came and went
  /// @param calls how many calls there were
  public record Day(Traffic traffic, Calls calls) {}

  /// A user.
  ///
  /// @param name who; empty: all others
  /// @param kept what they keep
  /// @param traffic what they sent and fetched
  /// @param calls their calls
  public record User(String name, Amount kept, Traffic traffic, Calls calls) {

    User plus(User more) {
      return new User(
          name, kept.plus(more.kept), traffic.plus(more.traffic), calls.plus(more.calls));
    }

    long bytes() {
      return kept.contentBytes() + traffic.bytes();
    }
  }
}
