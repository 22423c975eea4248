package io.heimdall.client.cli.plot;

import java.awt.Color;
import java.awt.Paint;
import org.jfree.chart.renderer.PaintScale;

/// Colours from dark blue to yellow that rise evenly in brightness, so that a picture means the
/// same in grey and to who sees colours otherwise: viridis of matplotlib, in nine steps with
/// straight lines between them.
final class ColorScale implements PaintScale {

  private static final int[] STEPS = {
    0x440154, 0x472c7a, 0x3b518b, 0x2c718e, 0x21908d, 0x27ad81, 0x5cc863, 0xaadc32, 0xfde725
  };

  private final double lowest;
  private final double highest;

  /// A scale between two values.
  ///
  /// @param lowest the value of the darkest colour
  /// @param highest the value of the brightest one, above that
  ColorScale(double lowest, double highest) {
    this.lowest = lowest;
    this.highest = highest;
  }

  @Override
  public double getLowerBound() {
    return lowest;
  }

  @Override
  public double getUpperBound() {
    return highest;
  }

  @Override
  public Paint getPaint(double value) {
    double place = Math.clamp((value - lowest) / (highest - lowest), 0, 1) * (STEPS.length - 1);
    int step = Math.min((int) place, STEPS.length - 2);
    double part = place - step;
    return new Color(
        between(step, part, 16) << 16 | between(step, part, 8) << 8 | between(step, part, 0));
  }

  private static int between(int step, double part, int shift) {
    int from = STEPS[step] >> shift & 0xff;
    int to = STEPS[step + 1] >> shift & 0xff;
    return (int) Math.round(from + part * (to - from));
  }
}
