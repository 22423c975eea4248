package io.heimdall.server.receiver.registry;

import io.heimdall.server.receiver.listing.LeftOut;
import io.heimdall.server.receiver.listing.ListedReceiver;
import java.util.List;

/// A list of receivers to be added.
///
/// @param requestId the caller's id for the request; empty for none
/// @param document the whole list as text, by which a repetition is known
/// @param entries what can be added as far as its own fields tell
/// @param invalid entries with fields that nothing can be made of
/// @param offline entries that the list itself says are not there
/// @param mode what to do with what cannot be added
public record ImportRequest(
    String requestId,
    String document,
    List<Entry> entries,
    List<LeftOut> invalid,
    List<LeftOut> offline,
    Mode mode) {

  /// An entry with what it says.
  ///
  /// @param listed where it stands and what it calls itself
  /// @param wanted what it says
  public record Entry(ListedReceiver listed, Wanted wanted) {}

  /// What to do.
  ///
  /// @param skipInvalid whether entries that cannot be added are left out; otherwise nothing is
  ///   added then
  /// @param dryRun whether to tell only what would be done
  public record Mode(boolean skipInvalid, boolean dryRun) {}

  /// Copies the lists.
  public ImportRequest {
    entries = List.copyOf(entries);
    invalid = List.copyOf(invalid);
    offline = List.copyOf(offline);
  }

  /// Shows nothing of the document, since passwords may be in it.
  ///
  /// @return how much it is
  @Override
  public String toString() {
    return "import of %d receivers".formatted(entries.size());
  }
}
