package io.heimdall.server.acquisition;

import io.heimdall.db.recording.SampleCounts;
import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.server.storage.FinishedSegment;
import java.util.List;

/// A segment that takes no more samples, with what its row will say.
///
/// @param file its bytes in the spool
/// @param anchor the time of its first sample
/// @param recording the time of the whole recording as known then
/// @param newGaps the losses found since the segment before was sealed
/// @param counts the recording's counts up to its end
record SealedSegment(
    FinishedSegment file,
    SampleAnchor anchor,
    SampleAnchor recording,
    List<Gap> newGaps,
    SampleCounts counts) {}
