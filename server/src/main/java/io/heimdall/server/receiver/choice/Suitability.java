package io.heimdall.server.receiver.choice;

import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverHistory;
import io.heimdall.server.iq.TimingClass;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.registry.HealthJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How well a receiver suits a frequency, geometry aside: how likely it delivers, times how well.
///
/// `score = uptime · slots · band · (0.4 + 0.25 timing + 0.35 snr)`, each factor 0 to 1:
///
/// | factor | known | not known |
/// |---|---|---|
/// | uptime | the share of good checks | 0.5 |
/// | slots | 1 where a channel was free at the last check, 0.25 where none was | 0.9 |
/// | band | 1 | 0.8 |
/// | timing | 1 with fresh GPS time, 0.5 with an old fix, 0 by arrival; of the last check and the newest measurement the mean | 0.5 |
/// | snr | the median over 30 dB, at most 1 | 0.3 |
///
/// The weights are a judgement, not a law: a receiver that is there half of the time is worth half
/// of one that always is, and one without GPS and without a signal still four tenths.
///
/// @param score 0 to 1
/// @param uptime the uptime reckoned with, 0 to 1
/// @param medianSnrDb the median SNR; null where nothing was measured
/// @param reasons what speaks for and against it, in sentences
record Suitability(
    double score, double uptime, @Nullable Double medianSnrDb, List<String> reasons) {

  private static final double UNKNOWN_UPTIME = 0.5;
  private static final double UNKNOWN_SLOTS = 0.9;
  private static final double NO_SLOTS = 0.25;
  private static final double UNKNOWN_BAND = 0.8;
  private static final double UNKNOWN_TIMING = 0.5;
  private static final double UNKNOWN_SNR = 0.3;
  private static final double GOOD_SNR_DB = 30;
  private static final double ANYWAY = 0.4;
  private static final double TIMING_WEIGHT = 0.25;
  private static final double SNR_WEIGHT = 0.35;

  Suitability {
    reasons = List.copyOf(reasons);
  }

  /// Judges a receiver.
  ///
  /// @param receiver the receiver
  /// @param history how it did of late
  static Suitability of(Receiver receiver, ReceiverHistory history) {
    var reasons = new ArrayList<String>();
    Optional<ReceiverHealth> check =
        Optional.ofNullable(receiver.lastCheck()).map(last -> HealthJson.decode(last.detailJson()));
    double uptime = uptime(history, reasons);
    double slots = slots(check, reasons);
    double band = band(receiver, reasons);
    double timing = timing(check, history, reasons);
    double snr = snr(history, reasons);
    if (receiver.spec().activity() != io.heimdall.db.receiver.ReceiverSpec.Activity.ACTIVE) {
      reasons.add("It is inactive.");
    }
    double worth = ANYWAY + TIMING_WEIGHT * timing + SNR_WEIGHT * snr;
    return new Suitability(uptime * slots * band * worth, uptime, history.medianSnrDb(), reasons);
  }

  private static double uptime(ReceiverHistory history, List<String> reasons) {
    Double share = history.uptime();
    if (share == null) {
      reasons.add("Not checked within the last 7 days.");
      return UNKNOWN_UPTIME;
    }
    reasons.add(sentence("Delivered at %.0f %% of the checks of the last 7 days.", share * 100));
    return share;
  }

  private static double slots(Optional<ReceiverHealth> check, List<String> reasons) {
    if (check.isEmpty() || check.get().freeSlots().isEmpty()) {
      return UNKNOWN_SLOTS;
    }
    int free = check.get().freeSlots().getAsInt();
    if (free <= 0) {
      reasons.add("All its channels were taken at the last check.");
      return NO_SLOTS;
    }
    reasons.add(
        free == 1
            ? "One channel was free at the last check."
            : free + " channels were free at the last check.");
    return 1;
  }

  private static double band(Receiver receiver, List<String> reasons) {
    var tuning = receiver.spec().tuning();
    if (tuning.minFrequencyHz() != null && tuning.maxFrequencyHz() != null) {
      return 1;
    }
    reasons.add("Its band is not fully known.");
    return UNKNOWN_BAND;
  }

  private static double timing(
      Optional<ReceiverHealth> check, ReceiverHistory history, List<String> reasons) {
    double sum = 0;
    int known = 0;
    // A check that received nothing has seen no stamps either.
    if (check.isPresent() && check.get().deliversIq()) {
      sum += check.get().gpsGood() ? 1 : 0;
      known++;
    }
    Optional<TimingClass> measured = timingClass(history.timingClass());
    if (measured.isPresent()) {
      sum +=
          switch (measured.get()) {
            case GPS_FIT -> 1;
            case GPS_STALE -> 0.5;
            case HOST_ARRIVAL -> 0;
          };
      known++;
    }
    if (known == 0) {
      reasons.add("Whether it has GPS time is not known.");
      return UNKNOWN_TIMING;
    }
    double timing = sum / known;
    if (timing == 1) {
      reasons.add("Its samples carry GPS time.");
    } else if (timing == 0) {
      reasons.add("It has no GPS time: samples are dated by their arrival.");
    } else {
      reasons.add("Its GPS time is not always there or fresh.");
    }
    return timing;
  }

  /// A class that a newer server wrote is one we cannot judge.
  private static Optional<TimingClass> timingClass(@Nullable String name) {
    return Arrays.stream(TimingClass.values()).filter(one -> one.name().equals(name)).findFirst();
  }

  private static double snr(ReceiverHistory history, List<String> reasons) {
    Double median = history.medianSnrDb();
    if (median == null) {
      reasons.add("No signal measured around this frequency within the last 30 days.");
      return UNKNOWN_SNR;
    }
    reasons.add(sentence("Median SNR around this frequency: %.1f dB.", median));
    return Math.clamp(median / GOOD_SNR_DB, 0, 1);
  }

  private static String sentence(String format, double figure) {
    return String.format(Locale.ROOT, format, figure);
  }
}
