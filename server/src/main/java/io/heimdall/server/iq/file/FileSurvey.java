package io.heimdall.server.iq.file;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.server.iq.StampFit;
import java.io.IOException;

/// What a whole file was found to hold.
///
/// @param facts what it says
/// @param samples how many samples are in it
/// @param endSample the index after the last one, lost samples counted
/// @param gaps in how many places samples are lost
/// @param anchor the time of its sample 0, by its stamps where it has enough of them
public record FileSurvey(
    IqFileFacts facts, long samples, long endSample, int gaps, SampleAnchor anchor) {

  private static final double NANOS_PER_SECOND = 1e9;

  /// How long it is.
  ///
  /// @return nanoseconds from its first sample to the end of its last one
  public long durationNanos() {
    return Math.max(1, Math.round(endSample / anchor.sampleRateHz() * NANOS_PER_SECOND));
  }

  static FileSurvey of(IqFileReader reader) throws IOException {
    IqFileFacts facts = reader.facts();
    var fit = new StampFit(facts.sampleRateHz());
    var block = new IqBlock(IqFileReader.BLOCK_SAMPLES);
    long samples = 0;
    long end = 0;
    int gaps = 0;
    while (reader.next(block)) {
      gaps += block.firstSample() > end ? 1 : 0;
      end = block.endSample();
      samples += block.count();
      if (block.stampUtcNanos() != IqBlock.NO_STAMP) {
        var _ = fit.add(block.firstSample(), block.stampUtcNanos(), block.fixAgeSeconds());
      }
      fit.addArrival(block.endSample(), block.arrivalUtcNanos(), block.arrivalUncertaintyNanos());
    }
    return new FileSurvey(facts, samples, end, gaps, fit.anchorAt(0));
  }
}
