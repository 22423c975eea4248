package io.heimdall.db.recording;

import org.jspecify.annotations.Nullable;

/// A receiver as it was when it recorded.
///
/// @param name what people called it
/// @param url where it listened
/// @param latitudeDeg north positive
/// @param longitudeDeg east positive
/// @param altitudeM metres above the ellipsoid, where known
public record ReceiverSnapshot(
    String name, String url, double latitudeDeg, double longitudeDeg, @Nullable Double altitudeM) {}
