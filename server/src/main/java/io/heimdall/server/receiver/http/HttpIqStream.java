package io.heimdall.server.receiver.http;

import io.heimdall.server.iq.Int16Samples;
import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Redirects;
import io.heimdall.server.receiver.StreamInfo;
import io.heimdall.server.receiver.wire.Connection;
import io.heimdall.server.receiver.wire.Dialer;
import io.heimdall.server.receiver.wire.Failures;
import io.heimdall.server.receiver.wire.HttpReply;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.URI;
import java.time.InstantSource;

/// IQ out of an HTTP body, in blocks of equal size; only the last one may be shorter.
final class HttpIqStream implements IqStream {

  private static final int MOST_REDIRECTS = 5;
  private static final int BLOCK_SAMPLES = 512;
  private static final int BLOCK_BYTES = BLOCK_SAMPLES * Int16Samples.BYTES_PER_SAMPLE;

  /// Text is judged by so many bytes; samples that are all printable over them do not occur.
  private static final int JUDGED_BYTES = 64;

  private static final int FEWEST_JUDGED_BYTES = 16;

  private final IqRequest request;
  private final ReceiverTarget target;
  private final String identity;
  private final Route route;
  private final InstantSource clock;

  // Written by the reading thread, closed by any: a closer that misses a fresh connection has set
  // `closed` before, which the reading thread reads after it has written the connection.
  private volatile Connection connection;
  private volatile boolean closed;

  // Reading thread only.
  private final byte[] bytes = new byte[BLOCK_BYTES];
  private StreamInfo info;
  private InputStream body = InputStream.nullInputStream();
  private int buffered;
  private boolean ended;
  private long nextSample;

  /// How other places are reached.
  ///
  /// @param dialer opens connections
  /// @param redirects has a say in where the receiver sends us
  record Route(Dialer dialer, Redirects redirects) {}

  HttpIqStream(
      IqRequest request, String identity, Route route, Connection connection, InstantSource clock) {
    this.request = request;
    this.identity = identity;
    this.route = route;
    this.connection = connection;
    this.clock = clock;
    target = request.target();
    info = IqAnswer.expect(request);
  }

  @Override
  public StreamInfo info() {
    return info;
  }

  @Override
  public boolean onDemand() {
    return true;
  }

  @Override
  public void start() throws ReceiverFailure {
    try {
      HttpReply reply = ask();
      info = IqAnswer.describe(request, reply.head());
      body = reply.body();
    } catch (IOException e) {
      throw Failures.of(target.toString(), e);
    }
    refuseText();
  }

  @Override
  public int blockCapacity() {
    return BLOCK_SAMPLES;
  }

  @Override
  public boolean next(IqBlock block) throws ReceiverFailure {
    if (closed) {
      throw new ReceiverFailure(
          FailureReason.DISCONNECTED, "the connection to " + target + " has been closed");
    }
    fill(BLOCK_BYTES);
    block.begin(nextSample);
    int samples = buffered / Int16Samples.BYTES_PER_SAMPLE;
    if (samples == 0) {
      refuseRemainder();
      return false;
    }
    Int16Samples.decodeLittleEndian(bytes, 0, samples, block);
    var now = clock.instant();
    block.arrivalUtcNanos(now.getEpochSecond() * 1_000_000_000L + now.getNano());
    nextSample += samples;
    int taken = samples * Int16Samples.BYTES_PER_SAMPLE;
    System.arraycopy(bytes, taken, bytes, 0, buffered - taken);
    buffered -= taken;
    return true;
  }

  @Override
  public void close() {
    closed = true;
    connection.close();
  }

  /// Sends the request; a receiver that grew tired of waiting for it is dialled once more.
  private HttpReply ask() throws IOException, ReceiverFailure {
    URI url = request.url();
    HttpReply reply;
    try {
      reply = get(url);
    } catch (EOFException | SocketException _) {
      redial(url);
      reply = get(url);
    }
    for (int hop = 0; reply.head().redirects(); hop++) {
      if (hop == MOST_REDIRECTS) {
        throw new ProtocolException("it redirects more than " + MOST_REDIRECTS + " times");
      }
      url = HttpReply.redirected(reply.head(), url);
      connection.close();
      route.redirects().follow(IqRequest.receiverOf(url));
      redial(url);
      reply = get(url);
    }
    return reply;
  }

  private HttpReply get(URI url) throws IOException {
    connection.allow(target.timeout());
    return HttpReply.get(connection, IqRequest.pathAndQuery(url), identity);
  }

  private void redial(URI url) throws IOException {
    connection.close();
    if (!closed) {
      connection = route.dialer().connect(url);
    }
    if (closed) {
      connection.close();
    }
  }

  private void refuseText() throws ReceiverFailure {
    fill(JUDGED_BYTES);
    if (buffered < FEWEST_JUDGED_BYTES) {
      return;
    }
    for (int n = 0; n < Math.min(buffered, JUDGED_BYTES); n++) {
      int c = bytes[n] & 0xff;
      if (c > '~' || (c < ' ' && c != '\n' && c != '\r' && c != '\t')) {
        return;
      }
    }
    throw new ReceiverFailure(
        FailureReason.BAD_DATA, target + " answers with text in place of IQ samples");
  }

  /// Reads until so many bytes are there or the body has ended; drips get no more time than
  /// silence.
  private void fill(int wanted) throws ReceiverFailure {
    try {
      connection.allow(target.timeout());
      while (buffered < wanted && !ended) {
        int count = body.read(bytes, buffered, BLOCK_BYTES - buffered);
        if (count < 0) {
          ended = true;
        } else {
          buffered += count;
        }
      }
    } catch (IOException e) {
      throw Failures.of(target.toString(), e);
    }
  }

  private void refuseRemainder() throws ReceiverFailure {
    if (buffered != 0) {
      throw new ReceiverFailure(
          FailureReason.DISCONNECTED,
          target + " ended its answer in the middle of a sample: it is truncated");
    }
  }
}
