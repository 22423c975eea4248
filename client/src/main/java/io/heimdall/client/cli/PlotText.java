package io.heimdall.client.cli;

import io.heimdall.client.cli.display.Sparkline;
import io.heimdall.client.cli.display.Table;
import io.heimdall.client.cli.display.Text;
import io.heimdall.client.cli.plot.Curve;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/// Curves as lines of text, all to one scale.
final class PlotText {

  private static final int COLUMNS = 60;

  private final Metric metric;
  private final boolean drawn;

  /// Prepares to write.
  ///
  /// @param metric what the curves are of
  /// @param drawn whether to draw them, for which ASCII does not suffice
  PlotText(Metric metric, boolean drawn) {
    this.metric = metric;
    this.drawn = drawn;
  }

  Table of(List<Curve> curves) {
    Table table =
        new Table().text("RECEIVER").number("MIN " + metric.unit()).number("MAX").number("LAST");
    if (drawn) {
      table.text("MEDIAN OVER TIME");
    }
    Sparkline scale = Sparkline.over(curves.stream().map(PlotText::steps).toList());
    for (Curve curve : curves) {
      var row = new ArrayList<String>();
      row.add(curve.name());
      row.add(figure(known(curve).min()));
      row.add(figure(known(curve).max()));
      row.add(figure(known(curve).reduce((_, last) -> last)));
      if (drawn) {
        row.add(scale.draw(steps(curve), COLUMNS));
      }
      table.row(row.toArray(String[]::new));
    }
    return table;
  }

  private static List<OptionalDouble> steps(Curve curve) {
    return curve.points().stream().map(Curve.Point::value).toList();
  }

  private static DoubleStream known(Curve curve) {
    return steps(curve).stream().flatMapToDouble(OptionalDouble::stream);
  }

  private String figure(OptionalDouble value) {
    return Text.figure(value, metric.decimals());
  }
}
