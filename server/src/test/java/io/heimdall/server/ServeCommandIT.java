package io.heimdall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandIT {

  private final Lines out = new Lines();
  private final Lines err = new Lines();

  @Test
  void saysWhereItIsAndRunsUntilItIsToldToStop(@TempDir Path data) throws Exception {
    var run =
        new FutureTask<>(() ->
            execute(Map.of("HEIMDALL_PORT", "70000"), "--data", data.toString(), "--port", "0"));
    Thread main = Thread.ofPlatform().name("main of serve").start(run);
    out.awaitLines(3);

    main.interrupt();

    assertThat(run.get(60, TimeUnit.SECONDS)).isZero();
    assertThat(out.toString().lines())
        .satisfiesExactly(
            grpc -> assertThat(grpc).startsWith("gRPC 127.0.0.1:"),
            s3 -> assertThat(s3).startsWith("S3 http"),
            database -> assertThat(database).startsWith("database PostgreSQL"));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void tellsEverythingThatIsWrongWithItsConfiguration() {
    int code = execute(Map.of("HEIMDALL_PROT", "1"), "--port", "-1", "--listen", "0.0.0.0");

    assertThat(code).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .contains("did you mean HEIMDALL_PORT?")
        .contains("0 to 65535, was -1")
        .contains("--insecure");
  }

  @Test
  void saysWhyItCannotStart(@TempDir Path data) {
    int code =
        execute(
            Map.of(
                "DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none",
                "MINIO_URL", "http://127.0.0.1:1",
                "MINIO_ACCESS_KEY", "a",
                "MINIO_SECRET_KEY", "hunter2"),
            "--data",
            data.toString());

    assertThat(code).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).startsWith("heimdall: ").doesNotContain("hunter2");
  }

  private int execute(Map<String, String> environment, String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "serve";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Main.command(environment)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all);
  }

  /// What was printed, to wait for.
  private static final class Lines extends StringWriter {

    @Override
    public void write(String text, int offset, int length) {
      synchronized (this) {
        super.write(text, offset, length);
        notifyAll();
      }
    }

    synchronized void awaitLines(int count) throws InterruptedException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (toString().lines().count() < count) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError("only printed: " + this);
        }
        wait(left);
      }
    }
  }
}
