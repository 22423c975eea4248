package io.heimdall.server.chaos.client;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.heimdall.server.simulator.signal.CounterClock;
import io.heimdall.server.simulator.signal.CounterCode;
import io.heimdall.v1.Gap;
import io.heimdall.v1.ReadIqRequest;
import io.heimdall.v1.ReadIqResponse;
import io.heimdall.v1.SampleChunk;
import io.heimdall.v1.SampleFormat;
import io.heimdall.v1.StorageServiceGrpc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Reads stored samples and says which numbers they hold.
public final class SampleReader {

  private static final long DEADLINE_SECONDS = 60;
  private static final long NANO = 1_000_000_000L;

  private SampleReader() {}

  /// What was read.
  ///
  /// @param runs the samples, in order
  /// @param gaps the losses that were stated between them, in order
  public record Read(List<CounterRun> runs, List<Gap> gaps) {

    /// Freezes the lists.
    public Read {
      runs = List.copyOf(runs);
      gaps = List.copyOf(gaps);
    }

    /// How many samples there are.
    ///
    /// @return their number
    public long samples() {
      return runs.stream().mapToLong(CounterRun::count).sum();
    }
  }

  /// Reads samples.
  ///
  /// @param channel a server
  /// @param request which
  /// @param clock when the receiver took them, roughly now
  /// @return what they hold
  public static Read read(Channel channel, ReadIqRequest request, CounterClock clock) {
    Instant now = Instant.now();
    long near = clock.numberFrom(now.getEpochSecond() * NANO + now.getNano());
    Iterator<ReadIqResponse> chunks =
        StorageServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
            .readIq(request.toBuilder().setFormat(SampleFormat.SAMPLE_FORMAT_INT16).build());
    var runs = new Runs();
    var gaps = new ArrayList<Gap>();
    while (chunks.hasNext()) {
      SampleChunk chunk = chunks.next().getChunk();
      gaps.addAll(chunk.getGapsBeforeList());
      runs.addAll(chunk, near);
    }
    return new Read(runs.finished(), gaps);
  }

  /// Joins samples that continue each other.
  private static final class Runs {
    private final List<CounterRun> runs = new ArrayList<>();
    private long firstSample;
    private long firstNumber;
    private long count;

    void addAll(SampleChunk chunk, long near) {
      ByteString bytes = chunk.getSamples();
      ByteBuffer samples = bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      for (int n = 0; n < chunk.getSampleCount(); n++) {
        add(
            chunk.getFirstSample() + n,
            CounterCode.decode(samples.getShort(), samples.getShort(), near));
      }
    }

    private void add(long sample, long number) {
      boolean continues = sample == firstSample + count && number == firstNumber + count;
      if (count > 0 && continues) {
        count++;
        return;
      }
      end();
      firstSample = sample;
      firstNumber = number;
      count = 1;
    }

    private void end() {
      if (count > 0) {
        runs.add(new CounterRun(firstSample, firstNumber, count));
      }
    }

    List<CounterRun> finished() {
      end();
      return runs;
    }
  }
}
