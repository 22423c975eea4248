package io.heimdall.server.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What was measured, for people and for programs.
///
/// @param plan what was asked for
/// @param version the version that was measured
/// @param machine where
/// @param database what kept the rows
/// @param store what kept the objects
/// @param lines one for each lap, in order
record BenchReport(
    BenchPlan plan,
    String version,
    Machine machine,
    String database,
    String store,
    List<Line> lines) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// One lap's result.
  ///
  /// @param lap what was timed
  /// @param wall how long it took
  /// @param cpuMs how much processor time it took on average, without that of other processes
  record Line(Lap lap, Spread wall, double cpuMs) {

    /// Sums up what a lap took, round by round.
    static Line of(Lap lap, List<Cost> costs) {
      return new Line(
          lap,
          Spread.of(costs.stream().mapToLong(Cost::wallNanos).toArray()),
          costs.stream().mapToLong(Cost::cpuNanos).average().orElse(0) / Spread.NANOS_PER_MS);
    }
  }

  /// Renders a table for people.
  ///
  /// @return lines of text
  List<String> table() {
    var text = new ArrayList<String>();
    text.add(
        "heimdall bench %s: %d receivers x %,d samples, %d rounds after %d to warm up"
            .formatted(version, plan.receivers(), plan.samples(), plan.repeat(), plan.warmup()));
    text.add(machine.sentence());
    text.add(database);
    text.add(store);
    text.add("");
    text.add(row("ms", "median", "min", "max", "cpu", "goal", "what"));
    for (Line line : lines) {
      Double goal = line.lap().goalMs();
      text.add(
          row(
              line.lap().name(),
              number(line.wall().medianMs()),
              number(line.wall().minMs()),
              number(line.wall().maxMs()),
              number(line.cpuMs()),
              goal == null ? "" : String.format(Locale.ROOT, "< %.0f", goal),
              line.lap().what()));
    }
    return text;
  }

  /// Renders a JSON object for programs.
  ///
  /// @return one line
  String json() {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", version);
    root.put("receivers", plan.receivers());
    root.put("samples", plan.samples());
    root.put("repeat", plan.repeat());
    root.put("warmup", plan.warmup());
    root.set("machine", JSON.valueToTree(machine));
    root.put("database", database);
    root.put("store", store);
    ObjectNode laps = root.putObject("laps");
    for (Line line : lines) {
      ObjectNode lap = laps.putObject(line.lap().name());
      lap.put("what", line.lap().what());
      lap.put("median_ms", line.wall().medianMs());
      lap.put("min_ms", line.wall().minMs());
      lap.put("max_ms", line.wall().maxMs());
      lap.put("cpu_ms", line.cpuMs());
      lap.put("goal_ms", line.lap().goalMs());
    }
    return JSON.writeValueAsString(root);
  }

  private static String row(
      String name, String median, String min, String max, String cpu, String goal, String what) {
    return "%-12s %9s %9s %9s %9s %6s  %s".formatted(name, median, min, max, cpu, goal, what);
  }

  private static String number(double milliseconds) {
    return String.format(Locale.ROOT, "%.2f", milliseconds);
  }
}
