package io.heimdall.server.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.spi.ToolProvider;

/// The client library, as its jar has it: in this process, so that it is compiled once for all
/// rounds, and on a class path of its own, since no module of ours knows both. Its threads outlive
/// its calls for a moment and load classes until they end, so it stays as long as the process.
final class TransferClient {

  private static final String TOOL = "heimdall-transfer";

  private final ToolProvider tool;

  private TransferClient(ToolProvider tool) {
    this.tool = tool;
  }

  /// Loads the library.
  ///
  /// @param jar the client's jar, with what it needs beside it
  /// @throws IOException when that is no such jar
  static TransferClient load(Path jar) throws IOException {
    URL[] places = {jar.toUri().toURL()};
    var classes = new URLClassLoader(places, ClassLoader.getPlatformClassLoader());
    return ServiceLoader.load(ToolProvider.class, classes).stream()
        .map(ServiceLoader.Provider::get)
        .filter(found -> found.name().equals(TOOL))
        .findFirst()
        .map(TransferClient::new)
        .orElseThrow(() -> new IOException(jar + " is no jar of the client"));
  }

  /// Moves bytes.
  ///
  /// @param arguments the tool's
  /// @return what the tool printed
  /// @throws WrongResultException when it failed
  String run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code = tool.run(new PrintWriter(out), new PrintWriter(err), arguments);
    WrongResultException.unless(
        code == 0, "%s of the client failed: %s", arguments[2], err.toString().strip());
    return out.toString().strip();
  }
}
