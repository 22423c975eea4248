package io.heimdall.client.cli;

import com.google.protobuf.FieldMask;
import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.display.Json;
import io.heimdall.v1.Receiver;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `heimdall receivers update`: what is said of one receiver.
@Command(
    name = "update",
    description = "Change a receiver. What is not given stays as it is.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heimdall receivers update 3 --inactive --timeout 10s",
      "  heimdall receivers update 3 --url http://kiwi.example.org:8073 --when-proven"
    })
final class ReceiversUpdate extends ServerCommand {

  @Parameters(paramLabel = "ID", description = "Which receiver.")
  private int id;

  @Option(names = "--name", description = "Name for people, unique.")
  private @Nullable String name;

  @Option(
      names = "--url",
      description = {
        "Where it listens. With another scheme, host or port its password is removed",
        "unless --password-file gives one."
      })
  private @Nullable String url;

  @ArgGroup(exclusive = true)
  private @Nullable Activity activity;

  @Option(
      names = "--forget-position",
      description = "Forget where it stands; where it says so itself counts from then on.")
  private boolean forgetPosition;

  @Option(names = "--etag", description = "Only if it is still as read.", defaultValue = "")
  private String etag = "";

  @Mixin private ReceiverFields fields = new ReceiverFields();

  /// Whether acquisitions that name no receivers are to use it.
  static final class Activity {
    @Option(names = "--active", required = true, description = "Used when none is named.")
    private boolean active;

    @Option(names = "--inactive", required = true, description = "Used only when named.")
    private boolean inactive;

    @Option(
        names = "--when-proven",
        required = true,
        description = "Used only when named until a check has received samples.")
    private boolean whenProven;

    void applyTo(Receiver.Builder receiver, FieldMask.Builder mask) {
      receiver.setActive(active && !inactive);
      mask.addPaths("active");
      if (whenProven) {
        receiver.setActivateWhenProven(true);
        mask.addPaths("activate_when_proven");
      }
    }
  }

  ReceiversUpdate(Console console) {
    super(console);
  }

  @Override
  int run(HeimdallClient client) {
    Receiver.Builder receiver = Receiver.newBuilder().setReceiverId(id).setEtag(etag);
    FieldMask mask = changes(receiver);
    Receiver updated = client.receivers().update(receiver.build(), mask);
    console()
        .print(
            json()
                ? Json.of(updated)
                : "Changed receiver %d, %s.".formatted(updated.getReceiverId(), updated.getName()));
    return ExitCode.OK;
  }

  private FieldMask changes(Receiver.Builder receiver) {
    FieldMask.Builder mask = FieldMask.newBuilder();
    if (name != null) {
      receiver.setName(name);
      mask.addPaths("name");
    }
    if (url != null) {
      receiver.setUrl(url);
      mask.addPaths("url");
    }
    if (activity != null) {
      activity.applyTo(receiver, mask);
    }
    fields.applyTo(receiver, mask, console());
    if (forgetPosition) {
      if (receiver.hasPosition()) {
        throw new UsageFailure("A position is either given or forgotten.");
      }
      mask.addPaths("position");
    }
    if (mask.getPathsCount() == 0) {
      throw new UsageFailure("Nothing to change: give at least one option.");
    }
    return mask.build();
  }
}
