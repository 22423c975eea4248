package io.heimdall.server.storage;

import java.util.List;

/// One page of a listing.
///
/// @param objects the objects in key order
/// @param more whether keys follow after the last one
public record ObjectPage(List<StoredObject> objects, boolean more) {

  /// Freezes the list.
  public ObjectPage {
    objects = List.copyOf(objects);
  }
}
