package io.heimdall.server.simulator;

import io.heimdall.server.simulator.wire.Fault;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A fault as people write it: `NAME=RECEIVER` or `NAME:N=RECEIVER`.
///
/// @param fault the fault
/// @param value its number
/// @param receiverId which receiver has it
record FaultArgument(Fault fault, int value, int receiverId) {

  private static final Pattern FORM = Pattern.compile("([a-z-]+)(?::(\\d{1,9}))?=(\\d{1,9})");

  /// Reads the argument.
  ///
  /// @throws IllegalArgumentException with a sentence for the user
  static FaultArgument parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not NAME=RECEIVER or NAME:N=RECEIVER, as in busy=3 or disconnect:50=2");
    }
    Fault fault =
        Fault.named(form.group(1))
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "no fault '" + form.group(1) + "'; there are: " + Fault.labels()));
    String number = form.group(2);
    return new FaultArgument(
        fault,
        number == null ? fault.defaultValue() : Integer.parseInt(number),
        Integer.parseInt(form.group(3)));
  }
}
