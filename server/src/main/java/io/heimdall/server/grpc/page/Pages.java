package io.heimdall.server.grpc.page;

import com.google.protobuf.Message;
import io.heimdall.db.Page;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// How many rows a page holds: as many as are asked for, up to a number of the list's own, and no
/// more than fit into a message clients take.
public final class Pages {
  /// No message is larger than 2 MiB; a page ends early so that one more row would not exceed that.
  static final int MOST_BYTES = 1 << 20;

  private Pages() {}

  /// The size of a page.
  ///
  /// @param asked what the request asks for; 0 for the usual
  /// @param usual the size where nothing is asked
  /// @param most the largest size
  /// @return how many rows
  public static int size(int asked, int usual, int most) {
    return asked == 0 ? usual : Math.min(asked, most);
  }

  /// Puts rows into a response until it is full. It holds at least one, however large.
  ///
  /// @param <T> the rows
  /// @param <K> their keys
  /// @param <M> the rows on the wire
  /// @param page the rows
  /// @param key the key of a row
  /// @param message the row on the wire
  /// @param response takes the rows
  /// @return the key to go on after; empty on the last page
  public static <T, K, M extends Message> Optional<K> fill(
      Page<T, K> page, Function<T, K> key, Function<T, M> message, Consumer<M> response) {
    long bytes = 0;
    Optional<K> last = Optional.empty();
    for (T row : page.rows()) {
      M next = message.apply(row);
      bytes += next.getSerializedSize();
      if (bytes > MOST_BYTES && last.isPresent()) {
        return last;
      }
      response.accept(next);
      last = Optional.of(key.apply(row));
    }
    return page.next();
  }
}
