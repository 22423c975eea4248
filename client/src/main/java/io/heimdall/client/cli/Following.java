package io.heimdall.client.cli;

import io.heimdall.client.AcquisitionWatch;
import io.heimdall.client.HeimdallClient;
import io.heimdall.client.HeimdallException;
import io.heimdall.client.cli.display.AcquisitionView;
import io.heimdall.client.cli.display.Json;
import io.heimdall.client.cli.display.JsonProgress;
import io.heimdall.client.cli.display.LiveProgress;
import io.heimdall.client.cli.display.PlainProgress;
import io.heimdall.client.cli.display.ProgressDisplay;
import io.heimdall.v1.AcquisitionEvent;
import java.util.function.Consumer;

/// Shows an acquisition until it ends, then its result.
final class Following {

  private final Console console;
  private final boolean json;

  Following(Console console, boolean json) {
    this.console = console;
    this.json = json;
  }

  /// Follows to the end.
  ///
  /// @return the exit code
  int follow(HeimdallClient client, AcquisitionWatch watch) {
    AcquisitionResult result;
    try (StopNotice notice = StopNotice.install(console)) {
      result = result(client, watch, notice::going);
    }
    console.print(json ? Json.of(result.toJson()) : result.table());
    if (!json) {
      console.note(result.summary());
    }
    return result.delivered() ? ExitCode.OK : ExitCode.FAILED;
  }

  /// Follows to the end without showing the result.
  ///
  /// @param known told the id of the acquisition with every event
  AcquisitionResult result(HeimdallClient client, AcquisitionWatch watch, Consumer<String> known) {
    var view = new AcquisitionView();
    var connection = new ConnectionNotes();
    try (ProgressDisplay display = display()) {
      watch.onConnectionLost(failure -> connection.lost(failure, display));
      while (watch.hasNext()) {
        AcquisitionEvent event = watch.next();
        connection.works(display);
        view.apply(event);
        known.accept(view.acquisition().getAcquisitionId());
        display.show(view, event);
      }
    } catch (HeimdallException e) {
      throw lostSight(view.acquisition().getAcquisitionId(), e);
    }
    String id = view.acquisition().getAcquisitionId();
    AcquisitionResult result = AcquisitionResult.fetch(client, id);
    if (!AcquisitionView.ended(result.acquisition().getState())) {
      throw new CommandFailure(
          "The server stopped telling about acquisition %s before its end. %s"
              .formatted(id, StopNotice.howToGoOn(id)));
    }
    return result;
  }

  /// Says once that the connection is lost, however many tries it takes, and once that it is back.
  private static final class ConnectionNotes {

    private boolean lost;

    void lost(HeimdallException failure, ProgressDisplay display) {
      if (!lost) {
        display.note("The connection is lost; trying again. " + failure.getMessage());
      }
      lost = true;
    }

    void works(ProgressDisplay display) {
      if (lost) {
        display.note("The connection is back.");
      }
      lost = false;
    }
  }

  /// What began on the server goes on there, whatever became of the connection.
  private static RuntimeException lostSight(String id, HeimdallException failure) {
    return id.isEmpty() || !failure.isTransient()
        ? failure
        : new CommandFailure(failure.getMessage() + " " + StopNotice.howToGoOn(id), failure);
  }

  private ProgressDisplay display() {
    if (json) {
      return new JsonProgress(console.out(), console.err());
    }
    return console.screen().size().isPresent()
        ? new LiveProgress(console.err(), console.screen(), console.clock(), console.unicode())
        : new PlainProgress(console.err());
  }
}
