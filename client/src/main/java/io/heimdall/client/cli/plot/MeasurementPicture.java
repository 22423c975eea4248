package io.heimdall.client.cli.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.DateAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.PaintScaleLegend;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.time.FixedMillisecond;
import org.jfree.data.time.TimeSeries;
import org.jfree.data.time.TimeSeriesCollection;
import org.jfree.data.xy.DefaultXYZDataset;

/// Draws curves over time above a map of the day's hours. It needs no screen, but a font.
public final class MeasurementPicture {

  /// Share of the height that the curves get.
  private static final double CURVES = 0.6;

  /// Where a curve has fewer points they are marked: lone ones would not be seen otherwise.
  private static final int MARKED = 100;

  /// The names of more curves than this would take the place of the curves; the map has them too.
  private static final int NAMED = 20;

  private static final float WIDTH_PIXELS = 1.5f;
  private static final double MARK_PIXELS = 4;

  /// Told apart on white, by those too who see no red or green (Okabe and Ito, Color Universal
  /// Design, 2008, without its yellow).
  private static final List<Color> LINES =
      Stream.of(0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9, 0x000000)
          .map(Color::new)
          .toList();

  /// Whole, then dashed, for more curves than colours.
  private static final List<BasicStroke> STROKES =
      List.of(new BasicStroke(WIDTH_PIXELS), dashed(6, 3), dashed(2, 2));

  private static final Color GRID = new Color(0xdddddd);

  private final String title;
  private final String quantity;
  private final ZoneId zone;

  /// Prepares to draw.
  ///
  /// @param title stands above the picture
  /// @param quantity what the values are, with their unit
  /// @param zone the time zone of the axes
  public MeasurementPicture(String title, String quantity, ZoneId zone) {
    this.title = title;
    this.quantity = quantity;
    this.zone = zone;
  }

  /// Draws.
  ///
  /// @param curves one for each receiver
  /// @param hours one row for each receiver, from top to bottom
  /// @param span the time that the axis shows
  /// @param size of the picture
  /// @return the picture
  public BufferedImage draw(List<Curve> curves, List<HoursOfDay> hours, TimeSpan span, Size size) {
    var image =
        new BufferedImage(size.widthPixels(), size.heightPixels(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      double split = Math.rint(size.heightPixels() * CURVES);
      curves(curves, span).draw(graphics, new Rectangle2D.Double(0, 0, size.widthPixels(), split));
      hours(hours)
          .draw(
              graphics,
              new Rectangle2D.Double(0, split, size.widthPixels(), size.heightPixels() - split));
    } finally {
      graphics.dispose();
    }
    return image;
  }

  private JFreeChart curves(List<Curve> curves, TimeSpan span) {
    var data = new TimeSeriesCollection();
    var renderer = new XYLineAndShapeRenderer();
    for (Curve curve : curves) {
      int number = data.getSeriesCount();
      data.addSeries(series(number, curve));
      renderer.setSeriesPaint(number, LINES.get(number % LINES.size()));
      renderer.setSeriesStroke(number, STROKES.get(number / LINES.size() % STROKES.size()));
      renderer.setSeriesShape(
          number,
          new Ellipse2D.Double(-MARK_PIXELS / 2, -MARK_PIXELS / 2, MARK_PIXELS, MARK_PIXELS));
      renderer.setSeriesShapesVisible(number, curve.points().size() < MARKED);
    }
    renderer.setLegendItemLabelGenerator((_, number) -> curves.get(number).name());
    var time = new DateAxis("time, " + zone, TimeZone.getTimeZone(zone), Locale.ROOT);
    time.setRange(Date.from(span.from()), Date.from(span.before()));
    var values = new NumberAxis(quantity);
    values.setAutoRangeIncludesZero(false);
    JFreeChart chart = chart(title, new XYPlot(data, time, values, renderer));
    if (curves.size() > NAMED) {
      chart.removeLegend();
    }
    return chart;
  }

  private static BasicStroke dashed(float dashPixels, float gapPixels) {
    return new BasicStroke(
        WIDTH_PIXELS,
        BasicStroke.CAP_BUTT,
        BasicStroke.JOIN_ROUND,
        1,
        new float[] {dashPixels, gapPixels},
        0);
  }

  /// Series are told apart by their number: two receivers may have one name.
  private static TimeSeries series(int number, Curve curve) {
    var series = new TimeSeries(number);
    curve
        .points()
        .forEach(point ->
            series.addOrUpdate(
                new FixedMillisecond(point.at().toEpochMilli()),
                point.value().isPresent() ? (Double) point.value().getAsDouble() : null));
    return series;
  }

  private JFreeChart hours(List<HoursOfDay> rows) {
    List<Double> all = HoursOfDay.all(rows);
    double lowest = all.isEmpty() ? 0 : Collections.min(all);
    double highest = all.isEmpty() ? 1 : Collections.max(all);
    var colors = new ColorScale(lowest, highest > lowest ? highest : lowest + 1);
    var renderer = new XYBlockRenderer();
    renderer.setPaintScale(colors);
    renderer.setBlockAnchor(RectangleAnchor.LEFT);
    var hour = new NumberAxis("hour of the day, " + zone);
    hour.setRange(0, HoursOfDay.HOURS);
    hour.setTickUnit(new NumberTickUnit(1));
    var receivers = new SymbolAxis("", rows.stream().map(HoursOfDay::name).toArray(String[]::new));
    receivers.setInverted(true);
    receivers.setGridBandsVisible(false);
    JFreeChart chart = chart("", new XYPlot(blocks(rows), hour, receivers, renderer));
    chart.removeLegend();
    chart.addSubtitle(legend(colors));
    return chart;
  }

  private static DefaultXYZDataset blocks(List<HoursOfDay> rows) {
    int count = HoursOfDay.all(rows).size();
    double[][] blocks = new double[3][count];
    int n = 0;
    for (int row = 0; row < rows.size(); row++) {
      for (var value : rows.get(row).values().entrySet()) {
        blocks[0][n] = value.getKey();
        blocks[1][n] = row;
        blocks[2][n] = value.getValue();
        n++;
      }
    }
    var data = new DefaultXYZDataset();
    data.addSeries("hours", blocks);
    return data;
  }

  private PaintScaleLegend legend(ColorScale colors) {
    var legend = new PaintScaleLegend(colors, new NumberAxis(quantity));
    legend.setPosition(RectangleEdge.RIGHT);
    legend.setMargin(new RectangleInsets(10, 10, 40, 10));
    return legend;
  }

  private static JFreeChart chart(String title, XYPlot plot) {
    plot.setBackgroundPaint(Color.WHITE);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    var chart = new JFreeChart(title, plot);
    chart.setBackgroundPaint(Color.WHITE);
    return chart;
  }
}
