package io.heimdall.client.cli;

import io.heimdall.client.HeimdallClient;
import io.heimdall.client.ReplyStream;
import io.heimdall.client.cli.display.AcquisitionText;
import io.heimdall.client.cli.display.Json;
import io.heimdall.client.cli.units.Units;
import io.heimdall.v1.MissingObject;
import io.heimdall.v1.ObjectFault;
import io.heimdall.v1.OrphanObject;
import io.heimdall.v1.SweepStorageRequest;
import io.heimdall.v1.SweepStorageResponse;
import io.heimdall.v1.SweepSummary;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `heimdall admin …`: looking after an installation.
@Command(
    name = "admin",
    description = "Look after an installation.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class AdminCommand {

  private AdminCommand() {}

  static CommandLine commandLine(Console console) {
    return new CommandLine(new AdminCommand()).addSubcommand(new Sweep(console));
  }

  @Command(
      name = "sweep",
      description = {
        "Compare the objects of all sessions with the rows that list them: find objects that no"
            + " row lists, and rows whose object is gone. Without --execute nothing is changed.",
        "A bucket belongs to one database. Swept with another, it is all orphans: read the plan"
            + " first.",
        "Exit code 1 if an object of a row is gone."
      },
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = {"  heimdall admin sweep", "  heimdall admin sweep --min-age 48h --execute"})
  private static final class Sweep extends ServerCommand {

    @Option(
        names = "--min-age",
        paramLabel = "AGE",
        description = "How old an object that no row lists must be, 24h unless given.")
    private @Nullable Duration minAge;

    @Option(names = "--execute", description = "Delete the objects that no row lists.")
    private boolean execute;

    Sweep(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      int code = ExitCode.FAILED;
      try (ReplyStream<SweepStorageResponse> found =
          client.administration().sweepStorage(request())) {
        while (found.hasNext()) {
          SweepStorageResponse one = found.next();
          show(one);
          if (one.hasSummary()) {
            code = one.getSummary().getMissing() == 0 ? ExitCode.OK : ExitCode.FAILED;
          }
        }
      }
      return code;
    }

    private SweepStorageRequest request() {
      var request = SweepStorageRequest.newBuilder().setExecute(execute);
      if (minAge != null) {
        request.getMinAgeBuilder().setSeconds(minAge.getSeconds()).setNanos(minAge.getNano());
      }
      return request.build();
    }

    private void show(SweepStorageResponse one) {
      if (json()) {
        console().print(Json.of(one));
        return;
      }
      switch (one.getResultCase()) {
        case ORPHAN -> console().print(line(one.getOrphan()));
        case MISSING -> console().print(line(one.getMissing()));
        case SUMMARY -> sum(one.getSummary());
        case RESULT_NOT_SET -> {}
      }
    }

    private static String line(OrphanObject orphan) {
      return "%s  %s  %s  %s"
          .formatted(
              orphan.getDeleted() ? "deleted" : "orphan ",
              AcquisitionText.time(orphan.getModifyTime()),
              orphan.getObjectKey(),
              Units.size(orphan.getSizeBytes()));
    }

    private static String line(MissingObject missing) {
      if (!missing.getArtifactId().isEmpty()) {
        String what =
            missing.getFault() == ObjectFault.OBJECT_FAULT_GONE ? "missing  %s" : "damaged  %s";
        return (what + "  of artifact %s")
            .formatted(missing.getObjectKey(), missing.getArtifactId());
      }
      return "missing  %s  of acquisition %s, receiver %d"
          .formatted(missing.getObjectKey(), missing.getAcquisitionId(), missing.getReceiverId());
    }

    private void sum(SweepSummary sum) {
      console()
          .print(
              "%d objects looked at: %d orphans (%s), %d deleted, %d too young to be judged; %d rows"
                      .formatted(
                          sum.getObjects(),
                          sum.getOrphans(),
                          Units.size(sum.getOrphanBytes()),
                          sum.getDeleted(),
                          sum.getYoung(),
                          sum.getMissing())
                  + " whose object is missing or damaged.");
      if (!execute && sum.getOrphans() > 0) {
        console().note("Nothing was changed. To delete the orphans, add --execute.");
      }
    }
  }
}
