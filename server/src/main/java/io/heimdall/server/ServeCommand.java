package io.heimdall.server;

import io.heimdall.server.config.ConfigException;
import io.heimdall.server.config.ConfigKey;
import io.heimdall.server.config.ServerConfig;
import io.heimdall.server.failpoint.Failpoints;
import io.heimdall.server.grpc.GrpcConfig;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `heimdall serve`: runs the server until it is told to stop.
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs the server until it is told to stop (Ctrl-C or SIGTERM).",
      "It has a PostgreSQL and an S3 store of its own, unless DATABASE_URL and MINIO_URL name"
          + " others, and prints where they are once everything is ready."
    },
    footer = {"", "Each option is also a variable of the environment; see the README for all."})
final class ServeCommand implements Callable<Integer> {
  private static final Logger LOG = System.getLogger(ServeCommand.class.getName());
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where everything is kept (default: ~/.heimdall).")
  private @Nullable Path data;

  @Option(
      names = "--listen",
      paramLabel = "ADDR",
      description = "Address to listen on (default: 127.0.0.1, this machine only).")
  private @Nullable String listen;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port to listen on (default: 50051; 0 takes a free one).")
  private @Nullable Integer port;

  @Option(
      names = "--insecure",
      description = "Listen beyond this machine although nothing is encrypted.")
  private boolean insecure;

  @Option(
      names = "--allow-receivers",
      paramLabel = "CIDR",
      split = ",",
      description =
          "Addresses receivers may have besides public ones, such as 192.168.1.0/24. Repeatable.")
  private @Nullable List<String> allowReceivers;

  private final Map<String, String> environment;

  ServeCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    ServerConfig config;
    Failpoints failpoints;
    try {
      config = ServerConfig.from(settings());
      failpoints = failpoints(config);
    } catch (IllegalArgumentException e) {
      complain(String.valueOf(e.getMessage()));
      return USAGE;
    } catch (ConfigException e) {
      e.problems().forEach(this::complain);
      return USAGE;
    }
    LOG.log(Level.INFO, "{0}", config);
    try (var stop = new StopSignal();
        var server = Server.start(config, failpoints)) {
      server.greeting().forEach(line -> spec().commandLine().getOut().println(line));
      spec().commandLine().getOut().flush();
      stop.await();
      LOG.log(Level.INFO, "stopping");
    } catch (InterruptedException _) {
      return FAILED;
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, "the server did not start", e);
      complain(String.valueOf(e.getMessage()));
      return FAILED;
    }
    LOG.log(Level.INFO, "stopped");
    return 0;
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>(environment);
    settings.remove(Failpoints.VARIABLE);
    put(settings, ConfigKey.HEIMDALL_DATA, data);
    put(settings, ConfigKey.HEIMDALL_LISTEN, listen);
    put(settings, ConfigKey.HEIMDALL_PORT, port);
    put(settings, ConfigKey.HEIMDALL_INSECURE, insecure ? "true" : null);
    put(
        settings,
        ConfigKey.HEIMDALL_ALLOW_RECEIVERS,
        allowReceivers == null ? null : String.join(",", allowReceivers));
    return settings;
  }

  /// A server others rely on does not end itself because of a variable somebody forgot.
  private Failpoints failpoints(ServerConfig config) {
    String armed = environment.get(Failpoints.VARIABLE);
    if (armed == null) {
      return Failpoints.NONE;
    }
    if (!config.grpc().host().equals(GrpcConfig.DEFAULT_HOST)) {
      throw new IllegalArgumentException(
          "%s makes the server end itself, so it is refused beyond %s"
              .formatted(Failpoints.VARIABLE, GrpcConfig.DEFAULT_HOST));
    }
    return Failpoints.armed(armed);
  }

  private static void put(Map<String, String> settings, ConfigKey key, @Nullable Object flag) {
    if (flag != null) {
      settings.put(key.name(), flag.toString());
    }
  }

  private void complain(String sentence) {
    spec().commandLine().getErr().println("heimdall: " + sentence);
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("picocli has not set the command up");
    }
    return spec;
  }
}
