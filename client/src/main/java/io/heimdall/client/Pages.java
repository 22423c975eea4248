package io.heimdall.client;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Walks through a list page by page, fetching a page only when it is needed.
///
/// @param <T> type of an entry
final class Pages<T> implements Iterator<T> {

  /// One answer of a list call.
  ///
  /// @param <T> type of an entry
  /// @param entries what it holds
  /// @param nextToken token of the page after it; empty: there is none
  record Page<T>(List<T> entries, String nextToken) {}

  private final Function<String, Page<T>> fetch;
  private final Queue<T> held = new ArrayDeque<>();
  private String token = "";
  private boolean more = true;

  private Pages(Function<String, Page<T>> fetch) {
    this.fetch = fetch;
  }

  /// All entries, in the server's order.
  ///
  /// @param fetch gives the page for a token; the first page has the empty one
  static <T> Stream<T> stream(Function<String, Page<T>> fetch) {
    var pages = new Pages<>(fetch);
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(pages, Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  @Override
  public boolean hasNext() {
    while (held.isEmpty() && more) {
      Page<T> page = fetch.apply(token);
      held.addAll(page.entries());
      token = page.nextToken();
      more = !token.isEmpty();
    }
    return !held.isEmpty();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException("The list has ended.");
    }
    return held.remove();
  }
}
