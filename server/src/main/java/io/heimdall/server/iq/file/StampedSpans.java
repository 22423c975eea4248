package io.heimdall.server.iq.file;

import static java.lang.Math.abs;
import static java.lang.Math.round;

import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.GpsTime;
import io.heimdall.server.iq.StampFit;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Gives each piece of a KiwiSDR's file its place among the samples, lost ones counted, and its
/// stamp where that can be trusted.
///
/// The file keeps no numbers of frames, so a loss shows only in the stamps: they jump by more than
/// half a sample against the line of those before. One odd stamp may be wrong; a jump counts when
/// the piece after it agrees, and when it is no longer than ten seconds, beyond which a clock was
/// set. The first two stamps may be an earlier listener's and are not used.
final class StampedSpans implements Spans {

  private static final int STALE_PIECES = 2;
  private static final double AGREEMENT_SAMPLES = 0.5;
  private static final double LONGEST_LOSS_SECONDS = 10;

  private final WavSamples samples;
  private final StampFit fit;
  private final long longestLoss;
  private WavSamples.@Nullable Piece following;
  private boolean begun;
  private long seen;
  private long nextSample;
  private long nearUtcNanos;

  /// Begins before the first piece.
  ///
  /// @param samples the pieces
  /// @param sampleRateHz the rate the file states
  /// @param startUtcNanos a time within half a week of its beginning
  StampedSpans(WavSamples samples, double sampleRateHz, long startUtcNanos) {
    this.samples = samples;
    this.fit = new StampFit(sampleRateHz);
    this.longestLoss = round(LONGEST_LOSS_SECONDS * sampleRateHz);
    this.nearUtcNanos = startUtcNanos;
  }

  @Override
  public @Nullable Span next() throws IOException {
    WavSamples.Piece piece = begun ? following : samples.next();
    begun = true;
    if (piece == null) {
      return null;
    }
    following = samples.next();
    seen++;
    KiwiStamp stamp = piece.stamp();
    return stamp == null || !stamp.telling() || seen <= STALE_PIECES
        ? placed(piece, nextSample, Gap.Cause.SEQUENCE, null)
        : stamped(piece, stamp);
  }

  private Span stamped(WavSamples.Piece piece, KiwiStamp stamp) {
    long utcNanos = utcNanos(stamp);
    long claim = claimed(nextSample, utcNanos);
    long lost = claim > 0 && claim <= longestLoss && borneOut(piece, claim) ? claim : 0;
    long first = nextSample + lost;
    boolean used = fit.add(first, utcNanos, stamp.fixAgeSeconds()) && claim == lost;
    if (used) {
      nearUtcNanos = utcNanos;
    }
    return placed(
        piece,
        first,
        lost == 0 ? Gap.Cause.SEQUENCE : Gap.Cause.STAMP,
        used ? new Span.Stamp(utcNanos, stamp.fixAgeSeconds()) : null);
  }

  /// The samples that a stamp says are lost before it.
  private long claimed(long index, long utcNanos) {
    double off = fit.samplesOff(index, utcNanos);
    return Double.isNaN(off) || abs(off) <= AGREEMENT_SAMPLES ? 0 : round(off);
  }

  private boolean borneOut(WavSamples.Piece piece, long claim) {
    WavSamples.Piece after = following;
    KiwiStamp stamp = after == null ? null : after.stamp();
    return stamp != null
        && stamp.telling()
        && abs(fit.samplesOff(nextSample + piece.sampleCount(), utcNanos(stamp)) - claim)
            <= AGREEMENT_SAMPLES;
  }

  private long utcNanos(KiwiStamp stamp) {
    return GpsTime.utcNanos(stamp.gpsSecond(), stamp.gpsNanos(), nearUtcNanos);
  }

  private Span placed(
      WavSamples.Piece piece, long first, Gap.Cause lossCause, Span.@Nullable Stamp stamp) {
    nextSample = first + piece.sampleCount();
    return new Span(piece.offsetBytes(), piece.sampleCount(), first, lossCause, stamp);
  }
}
