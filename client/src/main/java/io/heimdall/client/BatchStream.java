package io.heimdall.client;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/// Answers that come many at a time, one by one.
///
/// @param <T> type of an answer
final class BatchStream<T> implements ReplyStream<T> {

  private final ReplyStream<List<T>> batches;
  private Iterator<T> batch = Collections.emptyIterator();

  BatchStream(ReplyStream<List<T>> batches) {
    this.batches = batches;
  }

  @Override
  public boolean hasNext() {
    while (!batch.hasNext()) {
      if (!batches.hasNext()) {
        return false;
      }
      batch = batches.next().iterator();
    }
    return true;
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException("The call has ended.");
    }
    return batch.next();
  }

  @Override
  public void close() {
    batches.close();
  }
}
