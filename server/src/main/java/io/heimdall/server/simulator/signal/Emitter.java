package io.heimdall.server.simulator.signal;

/// A transmitter that every synthetic receiver hears: a carrier of constant amplitude with the
/// phase code of [PhaseCode].
///
/// @param place where its antenna is
/// @param frequencyHz its carrier frequency, exact
public record Emitter(Place place, double frequencyHz) {

  /// The emitter a simulator has unless told otherwise: 100.35 Hz above 7.04 MHz, near Mainflingen.
  public static final Emitter DEFAULT = new Emitter(new Place(50.0155, 9.0108), 7_040_100.35);
}
