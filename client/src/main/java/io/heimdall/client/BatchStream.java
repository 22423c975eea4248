package io.heimdall.client;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Answers that come many at a time, one by one. While those of one message are taken, the next one
/// is read.
///
/// @param <T> type of an answer
final class BatchStream<T> implements ReplyStream<T> {

  private final ReplyStream<List<T>> batches;
  private Iterator<T> batch = Collections.emptyIterator();

  /// The answers of the next message that has any; none after the last.
  private CompletableFuture<Iterator<T>> coming;

  BatchStream(ReplyStream<List<T>> batches) {
    this.batches = batches;
    this.coming = readNext();
  }

  private CompletableFuture<Iterator<T>> readNext() {
    return CompletableFuture.supplyAsync(this::read, Thread::startVirtualThread);
  }

  private Iterator<T> read() {
    while (batches.hasNext()) {
      List<T> next = batches.next();
      if (!next.isEmpty()) {
        return next.iterator();
      }
    }
    return Collections.emptyIterator();
  }

  @Override
  public boolean hasNext() {
    if (!batch.hasNext()) {
      batch = joined();
      if (batch.hasNext()) {
        coming = readNext();
      }
    }
    return batch.hasNext();
  }

  private Iterator<T> joined() {
    try {
      return coming.get();
    } catch (InterruptedException e) {
      close();
      throw Failures.interrupted(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof HeimdallException failure
          ? failure
          : new IllegalStateException("reading ahead", e.getCause());
    }
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
