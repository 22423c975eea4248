package io.heimdall.client.cli.display;

import io.heimdall.v1.AcquisitionEvent;
import java.io.PrintWriter;

/// Writes each event as one line of JSON; notes go to the people who look at the other stream.
public final class JsonProgress implements ProgressDisplay {

  private final PrintWriter out;
  private final PrintWriter notes;

  /// Writes for a program.
  ///
  /// @param out takes the events
  /// @param notes takes what is not an event
  public JsonProgress(PrintWriter out, PrintWriter notes) {
    this.out = out;
    this.notes = notes;
  }

  @Override
  public void show(AcquisitionView view, AcquisitionEvent event) {
    out.println(Json.of(event));
    out.flush();
  }

  @Override
  public void note(String sentence) {
    notes.println(sentence);
    notes.flush();
  }

  @Override
  public void close() {
    out.flush();
  }
}
