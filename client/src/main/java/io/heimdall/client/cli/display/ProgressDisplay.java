package io.heimdall.client.cli.display;

import io.heimdall.v1.AcquisitionEvent;

/// Shows an acquisition going on.
public interface ProgressDisplay extends AutoCloseable {

  /// Shows the state after an event.
  ///
  /// @param view the state, the event included
  /// @param event what happened
  void show(AcquisitionView view, AcquisitionEvent event);

  /// Says something that is not an event, for example that the connection is lost.
  ///
  /// @param sentence what to say
  void note(String sentence);

  /// Leaves the screen in order. What was shown last stays.
  @Override
  void close();
}
