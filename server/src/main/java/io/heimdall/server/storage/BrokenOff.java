package io.heimdall.server.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/// An answer that may be closed before its end: the client itself would read the rest, however
/// long, to use the connection again. One thread reads; any may close.
final class BrokenOff extends FilterInputStream {

  private final ResponseInputStream<GetObjectResponse> answer;
  private volatile long leftBytes;

  BrokenOff(ResponseInputStream<GetObjectResponse> answer) {
    super(answer);
    this.answer = answer;
    this.leftBytes = answer.response().contentLength();
  }

  @Override
  public int read() throws IOException {
    int value = answer.read();
    count(value < 0 ? value : 1);
    return value;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int got = answer.read(into, offset, length);
    count(got);
    return got;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = answer.skip(bytes);
    count(skipped);
    return skipped;
  }

  private void count(long got) {
    // The reader's thread alone writes.
    leftBytes = got < 0 ? 0 : leftBytes - got;
  }

  @Override
  public void close() throws IOException {
    if (leftBytes > 0) {
      answer.abort();
    } else {
      answer.close();
    }
  }
}
