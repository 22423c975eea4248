package io.heimdall.server.simulator;

import io.heimdall.server.simulator.rtltcp.RtlTcpFault;
import io.heimdall.server.simulator.rtltcp.RtlTcpOptions;
import io.heimdall.server.simulator.rtltcp.RtlTcpServer;
import io.heimdall.server.simulator.rtltcp.RtlTcpSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The rtl_tcp servers of a command line, one port each.
final class RtlTcpScene implements AutoCloseable {

  private static final Pattern FAULT = Pattern.compile("([a-z-]+)(?::(\\d{1,9}))?");

  private final List<RtlTcpServer> servers;

  private RtlTcpScene(List<RtlTcpServer> servers) {
    this.servers = List.copyOf(servers);
  }

  /// Starts all servers.
  ///
  /// @param signals what each sends: `tone`, `counter`, or a file
  /// @param faults what all of them do wrong, as `NAME` or `NAME:N`
  /// @param port the first port, the others count up from it; 0 for any free ones
  /// @param seed decides the noise
  /// @return the running servers
  /// @throws IOException when a port is taken or a file cannot be read
  /// @throws IllegalArgumentException with a sentence for the user
  static RtlTcpScene start(List<String> signals, List<String> faults, int port, long seed)
      throws IOException {
    var servers = new ArrayList<RtlTcpServer>();
    try {
      for (String name : signals) {
        RtlTcpOptions options =
            RtlTcpOptions.of(signal(name, seed + servers.size()))
                .withPort(port == 0 ? 0 : port + servers.size());
        for (String fault : faults) {
          options = with(options, fault);
        }
        servers.add(RtlTcpServer.open(options));
      }
      return new RtlTcpScene(servers);
    } catch (IOException | IllegalArgumentException e) {
      servers.forEach(RtlTcpServer::close);
      throw e;
    }
  }

  private static RtlTcpSignal signal(String name, long seed) throws IOException {
    return switch (name) {
      case "tone" -> RtlTcpSignal.tone(seed);
      case "counter" -> RtlTcpSignal.counter();
      default -> RtlTcpSignal.looped(Path.of(name));
    };
  }

  private static RtlTcpOptions with(RtlTcpOptions options, String text) {
    Matcher form = FAULT.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not NAME or NAME:N, as in loses or loses:20");
    }
    RtlTcpFault fault =
        RtlTcpFault.named(form.group(1))
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "no fault '" + form.group(1) + "'; there are: " + RtlTcpFault.labels()));
    String number = form.group(2);
    return options.withFault(
        fault, number == null ? fault.defaultValue() : Integer.parseInt(number));
  }

  /// A line for each server: number, address, signal.
  List<String> lines() {
    var lines = new ArrayList<String>();
    for (RtlTcpServer server : servers) {
      lines.add(lines.size() + 1 + " " + server.url() + " " + server.name());
    }
    return lines;
  }

  @Override
  public void close() {
    servers.forEach(RtlTcpServer::close);
  }
}
