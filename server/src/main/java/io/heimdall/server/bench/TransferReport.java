package io.heimdall.server.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// How fast bytes were moved, for people and for programs.
///
/// @param sizeBytes how many in each lap
/// @param machine where
/// @param rounds how long each lap took, in nanoseconds; at least one
record TransferReport(long sizeBytes, Machine machine, List<Map<Lap, Long>> rounds) {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final double BYTES_PER_MB = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  /// Of the store alone: what is lost to gRPC, at most.
  private static final double LEAST_UP = 0.7;

  private static final double LEAST_DOWN = 0.8;

  /// What is timed.
  enum Lap {
    STORE_UP("up, by the store's client alone, with SHA-256"),
    STORE_DOWN("down, by the store's client alone, with SHA-256"),
    GRPC_UP("up, by gRPC alone, with CRC-32C"),
    GRPC_DOWN("down, by gRPC alone, with CRC-32C"),
    UP("up, by the client library through the server"),
    DOWN("down, by the client library through the server");

    private final String what;

    Lap(String what) {
      this.what = what;
    }
  }

  /// The middle of several numbers with the least and the most.
  record Range(double median, double min, double max) {

    static Range of(double... values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      int middle = sorted.length / 2;
      double median =
          sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
      return new Range(median, sorted[0], sorted[sorted.length - 1]);
    }
  }

  private record Row(String name, Range range, String unit, String goal, String what) {}

  private List<Row> rows() {
    var rows = new ArrayList<Row>();
    for (Lap lap : Lap.values()) {
      String name = lap.name().toLowerCase(Locale.ROOT);
      rows.add(new Row(name, range(round -> speed(round, lap)), "MB/s", "", lap.what));
    }
    rows.addAll(ratios("up", Lap.UP, Lap.STORE_UP, Lap.GRPC_UP, LEAST_UP));
    rows.addAll(ratios("down", Lap.DOWN, Lap.STORE_DOWN, Lap.GRPC_DOWN, LEAST_DOWN));
    return rows;
  }

  /// Each of one round: rounds may have been disturbed differently.
  private List<Row> ratios(String name, Lap whole, Lap store, Lap grpc, double least) {
    return List.of(
        new Row(
            name + "_of_store",
            range(round -> speed(round, whole) / speed(round, store)),
            "",
            "",
            "of the store alone"),
        new Row(
            name + "_of_floor",
            range(round -> speed(round, whole) / floor(round, store, grpc)),
            "",
            "",
            "of both alone, one after the other"),
        new Row(
            name + "_of_goal",
            range(round ->
                speed(round, whole)
                    / Math.min(least * speed(round, store), floor(round, store, grpc))),
            "",
            ">= 1",
            String.format(
                Locale.ROOT, "of %.1f of the store alone, or of both if that is less", least)));
  }

  /// The speed at which both do their work one after the other.
  private double floor(Map<Lap, Long> round, Lap store, Lap grpc) {
    return 1 / (1 / speed(round, store) + 1 / speed(round, grpc));
  }

  private double speed(Map<Lap, Long> round, Lap lap) {
    return sizeBytes / BYTES_PER_MB / (Objects.requireNonNull(round.get(lap)) / NANOS_PER_SECOND);
  }

  private Range range(ToDoubleFunction<Map<Lap, Long>> figure) {
    return Range.of(rounds.stream().mapToDouble(figure).toArray());
  }

  /// Renders a table for people.
  ///
  /// @return lines of text
  List<String> table() {
    var text = new ArrayList<String>();
    text.add(
        String.format(
            Locale.ROOT,
            "heimdall bench transfer: %,d bytes, %d rounds",
            sizeBytes,
            rounds.size()));
    text.add(machine.sentence());
    text.add("");
    text.add(line("", "median", "min", "max", "unit", "goal", "what"));
    for (Row row : rows()) {
      text.add(
          line(
              row.name(),
              number(row.range().median()),
              number(row.range().min()),
              number(row.range().max()),
              row.unit(),
              row.goal(),
              row.what()));
    }
    return text;
  }

  /// Renders a JSON object for programs.
  ///
  /// @return one line
  String json() {
    ObjectNode root = JSON.createObjectNode();
    root.put("size_bytes", sizeBytes);
    root.put("rounds", rounds.size());
    root.set("machine", JSON.valueToTree(machine));
    ObjectNode all = root.putObject("figures");
    for (Row row : rows()) {
      ObjectNode one = all.putObject(row.name());
      one.put("what", row.what());
      one.put("unit", row.unit());
      one.put("median", row.range().median());
      one.put("min", row.range().min());
      one.put("max", row.range().max());
    }
    return JSON.writeValueAsString(root);
  }

  private static String line(
      String name, String median, String min, String max, String unit, String goal, String what) {
    return "%-14s %9s %9s %9s  %-5s %5s  %s"
        .formatted(name, median, min, max, unit, goal, what)
        .stripTrailing();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
