package io.heimdall.client;

import java.util.Iterator;

/// The answers of a call that has many, in order. [#hasNext] waits for the next one; a reader that
/// takes its time makes the server wait, so nothing piles up. One thread reads; any thread may
/// close, which ends the call and wakes the reader.
///
/// Both methods throw [HeimdallException] if the call fails.
///
/// @param <T> type of an answer
public interface ReplyStream<T> extends Iterator<T>, AutoCloseable {

  /// Ends the call if it has not ended. Work that it started on the server goes on.
  @Override
  void close();
}
