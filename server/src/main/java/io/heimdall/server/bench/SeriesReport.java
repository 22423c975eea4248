package io.heimdall.server.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What was measured of the time series, for people and for programs.
///
/// @param plan what was asked for
/// @param machine where
/// @param database what keeps the rows
/// @param figures the results, in order
record SeriesReport(SeriesPlan plan, Machine machine, String database, List<Figure> figures) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// Renders a table for people.
  ///
  /// @return lines of text
  List<String> table() {
    var text = new ArrayList<String>();
    text.add(
        String.format(
            Locale.ROOT,
            "heimdall bench measurements: %,d rows, batches of %,d, seed %d",
            plan.rows(),
            plan.batchRows(),
            plan.seed()));
    text.add(machine.sentence());
    text.add(database);
    text.add("");
    text.add(row("", "figure", "unit", "goal", "what"));
    for (Figure figure : figures) {
      text.add(
          row(
              figure.name(),
              Figure.number(figure.value()),
              figure.unit(),
              figure.goal() == null ? "" : figure.goal().text(),
              figure.what()));
    }
    return text;
  }

  /// Renders a JSON object for programs.
  ///
  /// @return one line
  String json() {
    ObjectNode root = JSON.createObjectNode();
    root.put("rows", plan.rows());
    root.put("batch_rows", plan.batchRows());
    root.put("batches", plan.batches());
    root.put("seed", plan.seed());
    root.set("machine", JSON.valueToTree(machine));
    root.put("database", database);
    ObjectNode all = root.putObject("figures");
    for (Figure figure : figures) {
      ObjectNode one = all.putObject(figure.name());
      one.put("what", figure.what());
      one.put("value", figure.value());
      one.put("unit", figure.unit());
      one.put("goal", figure.goal() == null ? null : figure.goal().text());
    }
    return JSON.writeValueAsString(root);
  }

  private static String row(String name, String value, String unit, String goal, String what) {
    return "%-16s %12s  %-7s %10s  %s".formatted(name, value, unit, goal, what);
  }
}
