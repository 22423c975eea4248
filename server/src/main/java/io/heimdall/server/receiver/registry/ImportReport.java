package io.heimdall.server.receiver.registry;

import io.heimdall.server.receiver.listing.LeftOut;
import java.util.List;

/// What became of a list of receivers.
///
/// @param addedCount how many were added, or would be
/// @param existingCount how many were there already
/// @param leftOut entries that were not added
/// @param receiverIds the new ids, in the order of the list; none where nothing was to be stored
public record ImportReport(
    int addedCount, int existingCount, List<LeftOut> leftOut, List<Integer> receiverIds) {

  /// Copies the lists.
  public ImportReport {
    leftOut = List.copyOf(leftOut);
    receiverIds = List.copyOf(receiverIds);
  }
}
