package io.heimdall.server.receiver.clock;

import io.heimdall.server.dsp.SecondMarks;
import io.heimdall.server.iq.TimingClass;
import org.jspecify.annotations.Nullable;

/// What was heard of a time-signal station.
///
/// @param offsetHz received minus true frequency of the carrier
/// @param sigmaHz its standard deviation
/// @param cn0Dbhz the carrier's power over the noise density
/// @param timing how the times of the samples are known
/// @param marks the second marks; null when there are none
record HeardCarrier(
    double offsetHz,
    double sigmaHz,
    double cn0Dbhz,
    TimingClass timing,
    @Nullable SecondMarks marks) {}
