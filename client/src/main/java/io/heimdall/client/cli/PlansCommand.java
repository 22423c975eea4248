package io.heimdall.client.cli;

import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.display.Json;
import io.heimdall.client.cli.display.PlanText;
import io.heimdall.client.cli.units.WireTimes;
import io.heimdall.v1.RecurringPlan;
import io.heimdall.v1.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `heimdall plans …`: acquisitions that begin by themselves.
@Command(
    name = "plans",
    description = "List, create, show, pause, resume and remove recurring plans.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class PlansCommand {

  private PlansCommand() {}

  static CommandLine commandLine(Console console) {
    return new CommandLine(new PlansCommand())
        .addSubcommand(new ListThem(console))
        .addSubcommand(new Create(console))
        .addSubcommand(new Show(console))
        .addSubcommand(new Pause(console))
        .addSubcommand(new Resume(console))
        .addSubcommand(new Remove(console));
  }

  @Command(
      name = "list",
      description = "List recurring plans, the newest first.",
      mixinStandardHelpOptions = true)
  private static final class ListThem extends ServerCommand {

    ListThem(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      if (json()) {
        client.plans().list().forEach(plan -> console().print(Json.of(plan)));
      } else {
        console().print(Tables.plans(client.plans().list()));
      }
      return ExitCode.OK;
    }
  }

  /// Exactly one of them.
  private static final class Times {

    @Option(
        names = "--every",
        required = true,
        paramLabel = "DURATION",
        description = "A period, counted from 1970 in UTC: 10m is :00, :10, :20 and so on.")
    private @Nullable Duration every;

    @Option(
        names = "--cron",
        required = true,
        paramLabel = "EXPRESSION",
        description = {
          "Minute hour day-of-month month day-of-week, with seconds in front if you like. A time"
              + " that clocks skip when they are changed does not come that day; one that they show"
              + " twice comes once, or twice where the hour is free."
        })
    private @Nullable String cron;
  }

  @Command(
      name = "create",
      description =
          "Acquire again and again: at every time of a schedule, on whichever server lives.",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      footerHeading = "%nExamples:%n",
      footer = {
        "  heimdall plans create dcf77 --every 10m 77.5kHz --duration 10s",
        "  heimdall plans create night --cron '0 2 * * *' --time-zone Europe/Berlin 7MHz -d 1h"
      })
  private static final class Create extends ServerCommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "What you call it.")
    private String name = "";

    @Parameters(
        index = "1",
        paramLabel = "FREQUENCY",
        description = "As of 'heimdall acquire'; several with commas between them.")
    private Frequencies frequencies = Frequencies.NONE;

    @ArgGroup(multiplicity = "1")
    private Times times = new Times();

    @Option(
        names = "--time-zone",
        paramLabel = "ZONE",
        description = "What cron's hours are of, for example Europe/Berlin. Default: UTC.")
    private String timeZone = "";

    @Mixin private PlanOptions options = new PlanOptions();

    @Option(names = "--paused", description = "Let it wait for 'heimdall plans resume'.")
    private boolean paused;

    Create(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      Schedule.Builder schedule = Schedule.newBuilder().setTimeZone(timeZone);
      if (times.every != null) {
        schedule.setEvery(WireTimes.duration(times.every));
      }
      if (times.cron != null) {
        schedule.setCron(times.cron);
      }
      RecurringPlan created =
          client
              .plans()
              .create(
                  RecurringPlan.newBuilder()
                      .setName(name)
                      .setSchedule(schedule)
                      .setPlan(options.plan(frequencies))
                      .setPaused(paused)
                      .build());
      print(this, created);
      return ExitCode.OK;
    }
  }

  private static void print(ServerCommand command, RecurringPlan plan) {
    if (command.json()) {
      command.console().print(Json.of(plan));
    } else {
      PlanText.lines(plan).forEach(command.console()::print);
    }
  }

  /// A command about one plan.
  private abstract static class OfOne extends ServerCommand {

    private static final Pattern ID =
        Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    @Parameters(paramLabel = "PLAN", description = "Its name or its id.")
    private String plan = "";

    OfOne(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      run(client, ID.matcher(plan).matches() ? plan : named(client));
      return ExitCode.OK;
    }

    abstract void run(HeimdallClient client, String id);

    String plan() {
      return plan;
    }

    private String named(HeimdallClient client) {
      List<RecurringPlan> found =
          client.plans().list().filter(each -> each.getName().equalsIgnoreCase(plan)).toList();
      if (found.size() > 1) {
        throw new CommandFailure(
            "%d owners have a plan '%s': give its id.".formatted(found.size(), plan));
      }
      if (found.isEmpty()) {
        throw new CommandFailure("There is no plan '%s'.".formatted(plan));
      }
      return found.getFirst().getRecurringPlanId();
    }
  }

  @Command(name = "show", description = "Show a plan.", mixinStandardHelpOptions = true)
  private static final class Show extends OfOne {

    Show(Console console) {
      super(console);
    }

    @Override
    void run(HeimdallClient client, String id) {
      print(this, client.plans().get(id));
    }
  }

  @Command(
      name = "pause",
      description = "Keep a plan from starting anything. What runs goes on.",
      mixinStandardHelpOptions = true)
  private static final class Pause extends OfOne {

    Pause(Console console) {
      super(console);
    }

    @Override
    void run(HeimdallClient client, String id) {
      print(this, client.plans().pause(id));
    }
  }

  @Command(
      name = "resume",
      description = "Let a paused plan go on at the next time of its schedule.",
      mixinStandardHelpOptions = true)
  private static final class Resume extends OfOne {

    Resume(Console console) {
      super(console);
    }

    @Override
    void run(HeimdallClient client, String id) {
      print(this, client.plans().resume(id));
    }
  }

  @Command(
      name = "remove",
      description = "Remove a plan. What it started stays, what runs goes on.",
      mixinStandardHelpOptions = true)
  private static final class Remove extends OfOne {

    Remove(Console console) {
      super(console);
    }

    @Override
    void run(HeimdallClient client, String id) {
      client.plans().delete(id);
      console().print(json() ? Json.of(Map.of("removed", id)) : "Removed plan " + plan() + ".");
    }
  }
}
