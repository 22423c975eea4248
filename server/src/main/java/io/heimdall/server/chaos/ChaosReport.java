package io.heimdall.server.chaos;

import io.heimdall.server.chaos.check.Findings;
import io.heimdall.server.chaos.check.Percentiles;
import io.heimdall.server.chaos.check.StartErrors;
import io.heimdall.server.chaos.check.Takeovers.Takeover;
import io.heimdall.server.chaos.fault.Happened;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a run has shown, in Markdown.
///
/// @param plan what was asked for
/// @param command how to run it again
/// @param began when
/// @param faults what happened
/// @param outcomes acquisitions by how they ended
/// @param replies replies by call and outcome
/// @param times what was measured
/// @param findings what was found
record ChaosReport(
    ChaosPlan plan,
    String command,
    Instant began,
    List<Happened> faults,
    Map<String, Long> outcomes,
    Map<String, Long> replies,
    Times times,
    Findings findings) {

  /// What was measured.
  ///
  /// @param takeovers acquisitions that went on on another server
  /// @param starts scheduled acquisitions
  record Times(List<Takeover> takeovers, StartErrors starts) {}

  boolean passed() {
    return findings.breaches().isEmpty();
  }

  String markdown() {
    var text = new ArrayList<String>();
    text.add(
        "# Chaos: " + (passed() ? "no violations" : findings.breaches().size() + " violations"));
    text.add("");
    text.add("- command: `" + command + "`");
    text.add("- began: " + began.truncatedTo(ChronoUnit.SECONDS));
    text.add("- took: " + Duration.between(began, Instant.now()).truncatedTo(ChronoUnit.SECONDS));
    text.add("- machine: " + machine());
    text.add("- servers: %d, receivers: %d".formatted(plan.nodes(), plan.receivers()));
    text.add("- faults: " + faults.size());
    section(text, "Violations", findings.breaches());
    times(text);
    table(text, "Checked", "what", findings.checked());
    table(text, "Acquisitions", "outcome", outcomes);
    table(
        text,
        "Faults",
        "kind",
        new TreeMap<>(
            faults.stream()
                .collect(
                    Collectors.groupingBy(
                        one -> one.fault().kind().name(), Collectors.counting()))));
    table(text, "Replies", "call and outcome", replies);
    section(text, "Remarks", findings.remarks());
    return String.join("\n", text) + "\n";
  }

  private void times(List<String> text) {
    text.add("");
    text.add("## Times");
    text.add("");
    text.add("| | count | p50 | p95 | p99 | max |");
    text.add("|---|---:|---:|---:|---:|---:|");
    List<Takeover> takeovers = times.takeovers();
    row(
        text,
        "takeover, from the loss or the database's return, s",
        Percentiles.of(takeovers.stream().map(Takeover::seconds).toList()));
    row(
        text,
        "takeover, from the loss, s",
        Percentiles.of(takeovers.stream().map(Takeover::rawSeconds).toList()));
    row(text, "window to start time, ms", times.starts().window());
    row(text, "first samples to start time, server's clock, ms", times.starts().receiving());
    text.add("");
    text.add("Scheduled acquisitions that began late, and say so: " + times.starts().late());
  }

  private static void row(List<String> text, String name, Percentiles values) {
    text.add(
        String.format(
            Locale.ROOT,
            "| %s | %d | %.3f | %.3f | %.3f | %.3f |",
            name,
            values.count(),
            values.at(50),
            values.at(95),
            values.at(99),
            values.at(100)));
  }

  private static void section(List<String> text, String title, List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    text.add("");
    text.add("## " + title);
    text.add("");
    lines.forEach(line -> text.add("- " + line));
  }

  private static void table(
      List<String> text, String title, String column, Map<String, Long> counts) {
    text.add("");
    text.add("## " + title);
    text.add("");
    text.add("| " + column + " | count |");
    text.add("|---|---:|");
    counts.forEach((name, count) -> text.add("| " + name + " | " + count + " |"));
  }

  private static String machine() {
    return "%d cores, %s, %s %s %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            "JDK " + Runtime.version(),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch"));
  }
}
