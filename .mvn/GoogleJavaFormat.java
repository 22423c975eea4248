import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Holds every Java file of the tree to google-java-format, or rewrites it so.
///
/// The formatter needs a newer JVM than Maven may have, so the build runs this file with the
/// toolchain's `java`. `check` reads only what changed since the last check that found nothing: its
/// stamp is `target/formatted`.
final class GoogleJavaFormat {
  private static final Set<String> SKIPPED = Set.of("target", "node_modules", ".git");
  private static final Path STAMP = Path.of("target", "formatted");

  private final Formatter formatter = new Formatter();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final boolean apply;

  private GoogleJavaFormat(boolean apply) {
    this.apply = apply;
  }

  static void main(String[] args) throws IOException {
    boolean apply =
        switch (String.join(" ", args)) {
          case "apply" -> true;
          case "check" -> false;
          default -> throw new IllegalArgumentException("expected check or apply");
        };
    var started = FileTime.fromMillis(System.currentTimeMillis());
    var run = new GoogleJavaFormat(apply);
    changedSources().parallelStream().forEach(run::visit);
    if (!run.failures.isEmpty()) {
      run.failures.stream().sorted().forEach(System.err::println);
      System.err.println("To format: mvn -q -N verify -Dformat=apply");
      System.exit(1);
    }
    Files.createDirectories(STAMP.getParent());
    Files.writeString(STAMP, "");
    Files.setLastModifiedTime(STAMP, started);
  }

  private static List<Path> changedSources() throws IOException {
    long since = Files.exists(STAMP) ? Files.getLastModifiedTime(STAMP).toMillis() : Long.MIN_VALUE;
    try (var files = Files.walk(Path.of(""))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !isSkipped(file))
          .filter(file -> file.toFile().lastModified() >= since)
          .toList();
    }
  }

  private static boolean isSkipped(Path file) {
    for (Path part : file) {
      if (SKIPPED.contains(part.toString())) {
        return true;
      }
    }
    return false;
  }

  private void visit(Path file) {
    try {
      String source = Files.readString(file);
      String formatted = formatter.formatSourceAndFixImports(source);
      if (formatted.equals(source)) {
        return;
      }
      if (apply) {
        Files.writeString(file, formatted);
      } else {
        failures.add(file + ": not in google-java-format");
      }
    } catch (FormatterException e) {
      failures.add(file + ": " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
