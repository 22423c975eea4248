package io.heimdall.server.admin;

import io.heimdall.server.storage.ObjectPage;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.StoredObject;
import java.util.List;

/// A store's listing, read forward a page at a time by asking for keys that rise.
final class Listing {
  private static final int PAGE = 1000;

  private final ObjectStore store;
  private final String prefix;
  private List<StoredObject> objects = List.of();
  private int next;
  private boolean more = true;
  private String last = "";

  Listing(ObjectStore store, String prefix) {
    this.store = store;
    this.prefix = prefix;
  }

  /// Whether the listing holds a key. Of keys that fall it says no.
  boolean holds(String key) {
    while (next < objects.size() || readOn()) {
      int order = objects.get(next).key().compareTo(key);
      if (order >= 0) {
        return order == 0;
      }
      next++;
    }
    return false;
  }

  private boolean readOn() {
    if (!more) {
      return false;
    }
    ObjectPage page = store.list(prefix, last, PAGE);
    objects = page.objects();
    next = 0;
    more = page.more() && !objects.isEmpty();
    last = objects.isEmpty() ? last : objects.getLast().key();
    return !objects.isEmpty();
  }
}
