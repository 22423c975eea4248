package io.heimdall.server.acquisition;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.server.iq.TimingClass;
import org.junit.jupiter.api.Test;

final class WindowCutterTest {

  private static final long T = 1_700_000_000_000_000_000L;
  private static final double RATE_HZ = 1000;
  private static final CaptureWindow WINDOW = new CaptureWindow(T, 1_000_000_000L);

  @Test
  void cutsBothEndsByStamps() {
    WindowCutter cutter = running();

    cutter.cut(stamped(0, 100, T - 50_000_000));

    assertThat(cutter.offset()).isEqualTo(50);
    assertThat(cutter.count()).isEqualTo(50);
    assertThat(cutter.firstIndex()).isZero();
    assertThat(cutter.complete()).isFalse();

    cutter.cut(stamped(1000, 100, T + 950_000_000));

    assertThat(cutter.offset()).isZero();
    assertThat(cutter.count()).isEqualTo(50);
    assertThat(cutter.firstIndex()).isEqualTo(950);
    assertThat(cutter.complete()).isTrue();
  }

  @Test
  void findsTheEndByStampsWhenTheStatedRateIsOff() {
    WindowCutter cutter = running();
    cutter.cut(stamped(0, 100, T));

    // Really 990 samples a second: the block of sample 900 begins at 909.09 ms.
    cutter.cut(stamped(900, 200, T + 909_090_909));

    assertThat(cutter.expectedSamples()).isEqualTo(991);
    assertThat(cutter.count()).isEqualTo(91);
    assertThat(cutter.complete()).isTrue();
  }

  @Test
  void endsALongWindowOnTimeWhenTheStatedRateIsOff() {
    // 100 ppm over three hours are more than a second.
    var window = new CaptureWindow(T, 10_800_000_000_000L);
    WindowCutter cutter = WindowCutter.ofRunning(window, RATE_HZ, new StreamTime(RATE_HZ));
    cutter.cut(stamped(0, 100, T));

    cutter.cut(stamped(10_798_900, 100, T + 10_799_979_897_990L));

    assertThat(cutter.expectedSamples()).isEqualTo(10_798_921);
    assertThat(cutter.count()).isEqualTo(21);
    assertThat(cutter.complete()).isTrue();
  }

  @Test
  void cutsNothingOffAStreamThatIsTakenWhole() {
    WindowCutter cutter = WindowCutter.ofWhole(WINDOW, RATE_HZ, 1100);

    cutter.cut(stamped(0, 100, T - 7_000_000));
    assertThat(cutter.offset()).isZero();
    assertThat(cutter.count()).isEqualTo(100);
    // By its stamps the window is over.
    cutter.cut(stamped(1000, 100, T + 1_500_000_000));

    assertThat(cutter.firstIndex()).isEqualTo(1000);
    assertThat(cutter.count()).isEqualTo(100);
    assertThat(cutter.expectedSamples()).isEqualTo(1100);
    assertThat(cutter.complete()).isTrue();
  }

  @Test
  void keepsItsEndWhenTheReceiverSetsItsClock() {
    WindowCutter back = running();
    back.cut(stamped(0, 100, T));
    WindowCutter forth = running();
    forth.cut(stamped(0, 100, T));

    back.cut(stamped(900, 200, T - 3_600_000_000_000L));
    forth.cut(stamped(900, 200, T + 3_600_000_000_000L));

    assertThat(back.expectedSamples()).isEqualTo(1000);
    assertThat(back.complete()).isTrue();
    assertThat(forth.expectedSamples()).isEqualTo(1000);
    assertThat(forth.count()).isEqualTo(100);
  }

  @Test
  void neverEndsBeforeWhatWasCut() {
    WindowCutter cutter = running();
    cutter.cut(stamped(0, 900, T));

    cutter.cut(stamped(900, 50, T + 1_200_000_000));

    assertThat(cutter.expectedSamples()).isEqualTo(900);
    assertThat(cutter.count()).isZero();
    assertThat(cutter.complete()).isTrue();
  }

  @Test
  void takesNothingOfABlockBeforeTheWindow() {
    WindowCutter cutter = running();

    cutter.cut(stamped(0, 100, T - 500_000_000));

    assertThat(cutter.count()).isZero();
    assertThat(cutter.complete()).isFalse();
  }

  @Test
  void numbersALateReceiverByTheTimeItMissed() {
    WindowCutter cutter = running();

    cutter.cut(stamped(0, 100, T + 250_000_000));

    assertThat(cutter.firstIndex()).isEqualTo(250);
    assertThat(cutter.count()).isEqualTo(100);
  }

  @Test
  void keepsTheNumbersOfLostSamples() {
    WindowCutter cutter = running();
    cutter.cut(stamped(0, 100, T));

    cutter.cut(stamped(300, 100, T + 300_000_000));

    assertThat(cutter.firstIndex()).isEqualTo(300);
  }

  @Test
  void takesARequestedStreamFromItsBeginning() {
    WindowCutter cutter = WindowCutter.ofRequested(WINDOW, RATE_HZ, 0, 0);
    var block = new IqBlock(2000);
    block.begin(0);
    block.count(2000);
    block.arrivalUtcNanos(T + 5);

    cutter.cut(block);

    assertThat(cutter.firstIndex()).isZero();
    assertThat(cutter.count()).isEqualTo(1000);
    assertThat(cutter.complete()).isTrue();
  }

  @Test
  void numbersARequestedStreamByHowLateItWasAsked() {
    WindowCutter cutter = WindowCutter.ofRequested(WINDOW, RATE_HZ, 400_000_000, 0);
    var block = new IqBlock(10);
    block.begin(0);
    block.count(10);

    cutter.cut(block);

    assertThat(cutter.firstIndex()).isEqualTo(400);
  }

  @Test
  void goesOnByStampsWhereOnlyArrivalsWereKnown() {
    // Samples reach the host 80 ms after they were taken.
    var known =
        new SampleAnchor(
            0, T + 80_000_000, RATE_HZ, TimingClass.HOST_ARRIVAL, 100_000_000, 0, 0, -1);
    WindowCutter cutter =
        WindowCutter.ofContinued(WINDOW, RATE_HZ, new StreamTime(RATE_HZ), known, 100);

    cutter.cut(stamped(0, 100, T + 500_000_000));

    assertThat(cutter.firstIndex()).isEqualTo(500);
    assertThat(cutter.expectedSamples()).isEqualTo(1000);
  }

  private static WindowCutter running() {
    return WindowCutter.ofRunning(WINDOW, RATE_HZ, new StreamTime(RATE_HZ));
  }

  private static IqBlock stamped(long first, int count, long utcNanos) {
    var block = new IqBlock(count);
    block.begin(first);
    block.count(count);
    block.stamp(utcNanos, 1);
    return block;
  }
}
