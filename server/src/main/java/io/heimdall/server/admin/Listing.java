package io.heimdall.server.admin;

import io.heimdall.server.storage.ObjectPage;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.StoredObject;
import java.util.List;
import java.util.Optional;

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
    return find(key).isPresent();
  }

  /// What the listing says of a key. Of keys that fall it says nothing.
  Optional<StoredObject> find(String key) {
    while (next < objects.size() || readOn()) {
      StoredObject object = objects.get(next);
      int order = object.key().compareTo(key);
      if (order >= 0) {
        return order == 0 ? Optional.of(object) : Optional.empty();
      }
      next++;
    }
    return Optional.empty();
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
