package io.heimdall.db.recording;

/// How far a recording got.
///
/// @param expected samples the window holds
/// @param received samples that came
/// @param lost samples known to be lost
public record SampleCounts(long expected, long received, long lost) {

  /// Nothing yet.
  public static final SampleCounts NONE = new SampleCounts(0, 0, 0);
}
