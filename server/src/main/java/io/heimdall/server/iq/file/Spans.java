package io.heimdall.server.iq.file;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The places of a file's samples, in order.
@FunctionalInterface
interface Spans {

  /// Finds the next ones.
  ///
  /// @return the span; null after the last
  /// @throws IOException when the file is not what it should be there
  @Nullable Span next() throws IOException;

  /// Places that are known.
  ///
  /// @param all the spans, in order
  /// @return the same, one after another
  static Spans of(List<Span> all) {
    Iterator<Span> rest = all.iterator();
    return () -> rest.hasNext() ? rest.next() : null;
  }
}
