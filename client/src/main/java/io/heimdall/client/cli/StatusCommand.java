package io.heimdall.client.cli;

import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.display.AcquisitionText;
import io.heimdall.client.cli.display.Json;
import io.heimdall.v1.Acquisition;
import io.heimdall.v1.AcquisitionState;
import io.heimdall.v1.CheckStorageResponse;
import io.heimdall.v1.ListAcquisitionsRequest;
import io.heimdall.v1.ListReceiversRequest;
import io.heimdall.v1.Receiver;
import java.util.LinkedHashMap;
import java.util.List;
import picocli.CommandLine.Command;

/// `heimdall status`: whether the server is well and what it is doing.
@Command(
    name = "status",
    description = {
      "Show whether the server answers, its store works, and what it is doing.",
      "Exit code 0 if all is well."
    },
    mixinStandardHelpOptions = true)
final class StatusCommand extends ServerCommand {

  private static final ListAcquisitionsRequest RUNNING =
      ListAcquisitionsRequest.newBuilder()
          .addStates(AcquisitionState.ACQUISITION_STATE_PENDING)
          .addStates(AcquisitionState.ACQUISITION_STATE_RUNNING)
          .addStates(AcquisitionState.ACQUISITION_STATE_FINALIZING)
          .addStates(AcquisitionState.ACQUISITION_STATE_CANCELLING)
          .build();

  StatusCommand(Console console) {
    super(console);
  }

  @Override
  int run(HeimdallClient client) {
    List<Receiver> receivers =
        client.receivers().list(ListReceiversRequest.getDefaultInstance()).toList();
    long active = receivers.stream().filter(Receiver::getActive).count();
    List<Acquisition> running = client.acquisitions().list(RUNNING).toList();
    CheckStorageResponse storage = client.recordings().checkStorage();
    String address = connection().address(console().environment()).toString();
    if (json()) {
      var status = new LinkedHashMap<String, Object>();
      status.put("server", address);
      status.put("receivers", receivers.size());
      status.put("receivers_active", active);
      status.put(
          "running_acquisitions", running.stream().map(Acquisition::getAcquisitionId).toList());
      status.put("storage_works", StorageCommand.works(storage));
      console().print(Json.of(status));
    } else {
      console().print("server     answers at " + address);
      console().print("receivers  %d, %d of them active".formatted(receivers.size(), active));
      console().print("storage    " + StorageCommand.sentence(storage));
      console().print("running    %d acquisitions".formatted(running.size()));
      running.forEach(acquisition -> console().print("           " + line(acquisition)));
    }
    return StorageCommand.works(storage) ? ExitCode.OK : ExitCode.FAILED;
  }

  private static String line(Acquisition acquisition) {
    return "%s  %s, %s, %.0f %%"
        .formatted(
            acquisition.getAcquisitionId(),
            AcquisitionText.plan(acquisition.getPlan()),
            AcquisitionText.state(acquisition.getState()),
            acquisition.getPercent());
  }
}
