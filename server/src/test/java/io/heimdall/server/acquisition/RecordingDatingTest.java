package io.heimdall.server.acquisition;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.server.iq.TimingClass;
import org.junit.jupiter.api.Test;

final class RecordingDatingTest {

  private static final long T = 1_700_000_000_000_000_000L;
  private static final double RATE_HZ = 1000;
  private static final CaptureWindow WINDOW = new CaptureWindow(T, 60_000_000_000L);

  @Test
  void isNoSurerThanItsConnectionsAgree() {
    var dating = new RecordingDating(RATE_HZ, null);

    connect(dating, 0, T + 100_000_000L);
    connect(dating, 10_000, T + 10_600_000_000L);

    SampleAnchor whole = dating.whole();
    assertThat(whole.timingClass()).isEqualTo(TimingClass.HOST_ARRIVAL);
    assertThat(whole.utcNanos()).isEqualTo(T);
    assertThat(whole.uncertaintyNanos()).isEqualTo(500_000_000L);
  }

  @Test
  void isAsSureAsItsOnlyConnection() {
    var dating = new RecordingDating(RATE_HZ, null);

    connect(dating, 0, T + 100_000_000L);

    assertThat(dating.whole()).isEqualTo(dating.anchorAt(0));
  }

  /// A hundred samples from an index on, the last of which arrives at a time.
  private static void connect(RecordingDating dating, long firstIndex, long arrivalUtcNanos) {
    var block = new IqBlock(100);
    block.begin(0);
    block.count(100);
    block.arrivalUtcNanos(arrivalUtcNanos);
    WindowCutter cutter = WindowCutter.ofRequested(WINDOW, RATE_HZ, 0, firstIndex);
    cutter.cut(block);
    dating.connect();
    dating.follow(block, cutter);
  }
}
