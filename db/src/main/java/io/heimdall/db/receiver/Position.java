package io.heimdall.db.receiver;

import org.jspecify.annotations.Nullable;

/// A place on the Earth, WGS 84.
///
/// @param latitudeDeg north positive, −90 to 90
/// @param longitudeDeg east positive, −180 to 180
/// @param altitudeM metres above the ellipsoid; null where not known
public record Position(double latitudeDeg, double longitudeDeg, @Nullable Double altitudeM) {}
