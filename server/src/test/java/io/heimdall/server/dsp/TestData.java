package io.heimdall.server.dsp;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The reference vectors, read in place; tests that need them are skipped where they are absent.
final class TestData {

  private static final int NPY_LENGTH_AT = 8;

  private final Path vectors;

  private TestData(Path vectors) {
    this.vectors = vectors;
  }

  static TestData vectors() {
    String folder =
        Optional.ofNullable(System.getProperty("HEIMDALL_TEST_DATA"))
            .orElse(System.getenv("HEIMDALL_TEST_DATA"));
    assumeTrue(folder != null, "HEIMDALL_TEST_DATA names no folder of reference vectors");
    Path vectors = Path.of(folder, "vectors");
    assumeTrue(Files.isDirectory(vectors), vectors + " is not there");
    return new TestData(vectors);
  }

  JsonNode expected() {
    return json("expected.json");
  }

  JsonNode json(String name) {
    return JsonMapper.shared().readTree(vectors.resolve(name).toFile());
  }

  /// Reads complex64 samples.
  Signals samples(String name, double sampleRateHz) throws IOException {
    ByteBuffer data = data(name);
    var samples = new Signals(data.remaining() / 8, sampleRateHz);
    for (int n = 0; n < samples.i.length; n++) {
      samples.i[n] = data.getFloat();
      samples.q[n] = data.getFloat();
    }
    return samples;
  }

  /// Reads float64 values.
  double[] values(String name) throws IOException {
    ByteBuffer data = data(name);
    double[] values = new double[data.remaining() / 8];
    data.asDoubleBuffer().get(values);
    return values;
  }

  private ByteBuffer data(String name) throws IOException {
    ByteBuffer file =
        ByteBuffer.wrap(Files.readAllBytes(vectors.resolve(name + ".npy")))
            .order(ByteOrder.LITTLE_ENDIAN);
    int start = NPY_LENGTH_AT + 2 + Short.toUnsignedInt(file.getShort(NPY_LENGTH_AT));
    return file.position(start).slice().order(ByteOrder.LITTLE_ENDIAN);
  }
}
