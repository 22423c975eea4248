package io.heimdall.server.simulator;

import io.heimdall.server.simulator.rtltcp.RtlTcpOptions;
import io.heimdall.server.simulator.signal.Emitter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `heimdall simulate`: runs simulated receivers until the process is told to end. Prints a line
/// `id url name` for each and then `ready`.
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs simulated KiwiSDR receivers on this machine, or rtl_tcp servers, one TCP port each.",
      "Prints one line 'id url name' per receiver, then 'ready', and runs until it is ended."
    },
    footer = {
      "",
      "Faults: see docs/simulator.md, or give an unknown name to have them listed.",
      "  heimdall simulate --fault busy=2 --fault disconnect:50=3"
    })
public final class SimulateCommand implements Callable<Integer> {

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--receivers",
      paramLabel = "N",
      description = "Synthetic receivers to run (default: ${DEFAULT-VALUE}).",
      defaultValue = "" + SimulatorOptions.DEFAULT_RECEIVERS)
  int receivers;

  @Option(
      names = "--replay",
      paramLabel = "DIR",
      description = "Play the KiwiSDR IQ recordings (*_iq.wav) of a directory in place of that.")
  @Nullable Path replay;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "TCP port of the first receiver (default: 18073; 0: any free ones).")
  @Nullable Integer port;

  @Option(
      names = "--speed",
      paramLabel = "N",
      description = "Times faster than time (default: ${DEFAULT-VALUE}; 0: as clients read).",
      defaultValue = "1")
  double speed;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides noise and clock errors (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  long seed;

  @Option(
      names = "--emitter",
      paramLabel = "HZ",
      description = "Frequency of the synthetic emitter (default: 7040100.35).",
      defaultValue = "7040100.35")
  double emitterHz;

  @Option(
      names = "--signal",
      paramLabel = "SIGNAL",
      description =
          "What synthetic receivers hear: emitter, or counter for samples that carry their own"
              + " number (default: emitter).",
      defaultValue = "emitter")
  Heard heard = Heard.emitter;

  @Option(
      names = "--fault",
      paramLabel = "NAME[:N]=RECEIVER",
      description = "Something a receiver does wrong; may be given often.")
  List<String> faults = List.of();

  @Option(
      names = "--rtl-tcp",
      paramLabel = "SIGNAL",
      description =
          "Run an rtl_tcp server in place of KiwiSDRs; may be given often. It sends tone, counter,"
              + " or a .cu8 file over and over. Ports begin at 1234 then.")
  List<String> rtlTcp = List.of();

  @Option(
      names = "--rtl-tcp-fault",
      paramLabel = "NAME[:N]",
      description = "Something the rtl_tcp servers do wrong; may be given often.")
  List<String> rtlTcpFaults = List.of();

  /// What synthetic receivers hear, named as people write it.
  enum Heard {
    emitter,
    counter
  }

  /// Makes the command with nothing set.
  public SimulateCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    try {
      if (rtlTcp.isEmpty()) {
        runKiwis(out);
      } else {
        runRtlTcp(out);
      }
      return 0;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      command.commandLine().getErr().println(e.getMessage());
      return 1;
    }
  }

  private void runKiwis(PrintWriter out) throws IOException, InterruptedException {
    try (Simulator simulator = Simulator.start(options())) {
      run(
          out,
          simulator.receivers().stream()
              .map(receiver -> receiver.id() + " " + receiver.url() + " " + receiver.name())
              .toList());
    }
  }

  private void runRtlTcp(PrintWriter out) throws IOException, InterruptedException {
    int first = port == null ? RtlTcpOptions.DEFAULT_PORT : port;
    try (RtlTcpScene scene = RtlTcpScene.start(rtlTcp, rtlTcpFaults, first, seed)) {
      run(out, scene.lines());
    }
  }

  private static void run(PrintWriter out, List<String> lines) throws InterruptedException {
    lines.forEach(out::println);
    out.println("ready");
    out.flush();
    new CountDownLatch(1).await();
  }

  private SimulatorOptions options() {
    int first = port == null ? SimulatorOptions.DEFAULT_PORT : port;
    SimulatorOptions.Scene scene =
        replay == null ? synthetic() : new SimulatorOptions.Replay(replay);
    SimulatorOptions options =
        SimulatorOptions.synthetic(1).withScene(scene).withPort(first).withSpeed(speed);
    for (String text : faults) {
      FaultArgument argument = FaultArgument.parse(text);
      options = options.withFault(argument.receiverId(), argument.fault(), argument.value());
    }
    return options;
  }

  private SimulatorOptions.Scene synthetic() {
    return switch (heard) {
      case emitter ->
          new SimulatorOptions.Synthetic(
              receivers, new Emitter(Emitter.DEFAULT.place(), emitterHz), seed);
      case counter -> new SimulatorOptions.Counting(receivers, seed);
    };
  }
}
