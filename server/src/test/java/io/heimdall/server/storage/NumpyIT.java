package io.heimdall.server.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// NumPy itself reads what we write.
class NumpyIT {

  private static final String PYTHON = "/usr/bin/python3";
  private static final String CHECK =
      """
      import sys, numpy
      z = numpy.load(sys.argv[1])
      k = numpy.arange(100000, dtype=numpy.float32)
      same = (z == k / 131072 - 1j * k / 262144).all()
      print(z.dtype.str, z.shape, bool(same), z.flags.c_contiguous)
      """;

  @TempDir private Path directory;

  @Test
  void loadsASegmentWithoutAWordAboutItsFormat() throws IOException, InterruptedException {
    assumeTrue(run(List.of("-c", "import numpy")).isEmpty(), "no " + PYTHON + " with numpy");

    FinishedSegment segment = segment();

    assertThat(run(List.of("-c", CHECK, segment.file().path().toString())))
        .isEqualTo("<c8 (100000,) True True");
  }

  private FinishedSegment segment() {
    float[] i = new float[100_000];
    float[] q = new float[100_000];
    for (int k = 0; k < i.length; k++) {
      i[k] = k / 131_072f;
      q[k] = -k / 262_144f;
    }
    RecordingName recording = RecordingName.of(SampleRecordings.TASK, 1);
    SegmentSpool spool = SegmentSpool.open(directory, 1 << 20);
    try (SegmentFile file = spool.create(new SegmentName(recording, 1, 0), i.length)) {
      file.append(0, i, q, 0, i.length);
      return file.finish();
    }
  }

  /// What python prints; its error where it is there and fails, or that it is not there.
  private static String run(List<String> arguments) throws IOException, InterruptedException {
    if (!Path.of(PYTHON).toFile().canExecute()) {
      return "no " + PYTHON;
    }
    Process process =
        new ProcessBuilder(Stream.concat(Stream.of(PYTHON), arguments.stream()).toList())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    int exit = process.waitFor();
    return exit == 0 ? output : "exit " + exit + ": " + output;
  }
}
