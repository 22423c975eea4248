package io.heimdall.server.simulator.wire;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// Something a receiver can do wrong. Each has a name for the command line and may carry a number.
public enum Fault {
  /// All channels are taken, by others.
  BUSY("busy", 0, "all channels are taken"),
  /// A password is needed: [Faults#PASSWORD].
  PASSWORD("password", 0, "needs the password 'sesame'"),
  /// Switched off; the number is the reason: 0 operator, 1 update, 2 backup, 3 no hardware.
  DOWN("down", 0, "switched off; N = reason 0 to 3"),
  /// The operator masks every frequency: all samples are I = Q = 1.
  MASKED("masked", 0, "every frequency is masked: I = Q = 1"),
  /// The operator hides the time stamps: they are 0 in every frame.
  NO_GPS("no-gps", 0, "no time stamps"),
  /// The stamps of the frames after the first up to number N are hours old.
  STALE_STAMPS("stale-stamps", 2, "the stamps of the frames 2 to N are hours old"),
  /// The last GPS fix is N seconds old in every frame.
  OLD_FIX("old-fix", 240, "the last GPS fix is N seconds old"),
  /// Every N frames, three frames are lost and the sequence number jumps.
  SEQUENCE_GAPS("sequence-gaps", 50, "every N frames three are lost, and the sequence shows it"),
  /// Every N frames, 777 samples are lost and only the stamp shows it.
  STAMP_GAPS("stamp-gaps", 50, "every N frames 777 samples are lost, and only the stamp shows it"),
  /// Delivers at N percent of real time, so that its own queue overflows.
  SLOW("slow", 50, "delivers at N percent of real time and loses what its queue cannot hold"),
  /// Breaks the connection after N frames.
  DISCONNECT("disconnect", 100, "breaks the connection after N frames"),
  /// Sends nonsense from frame N on.
  GARBAGE("garbage", 10, "sends nonsense after N frames"),
  /// Ends in good order after N samples.
  SHORT_BODY("short-body", 100, "ends in good order after N samples"),
  /// Answers everything with status 200 and a web page.
  HTML("html", 0, "answers everything with a web page"),
  /// Accepts the connection and says nothing, or nothing any more after N frames.
  SILENT("silent", 0, "says nothing after N frames"),
  /// The 24-hour quota of this address, N minutes, is used up.
  IP_LIMIT("ip-limit", 60, "the daily quota of N minutes is used up"),
  /// Programs are not let in: `ext_api=0`.
  NO_API("no-api", 0, "programs are not let in"),
  /// Decides after N frames that the client is a program too many.
  LATE_BUSY("late-busy", 200, "says too_busy after N frames"),
  /// Its converter overloads in every Nth frame.
  OVERLOAD("overload", 4, "its converter overloads in every Nth frame"),
  /// Sends audio frames without I and Q, as some imitations do.
  NO_IQ("no-iq", 0, "sends audio in place of IQ"),
  /// Lets only one connection in from an address.
  ONE_PER_IP("one-per-ip", 0, "one connection per address"),
  /// States its sample rate at once, before the client has been let in.
  EARLY_RATE("early-rate", 0, "states its rate before the login is answered");

  private final String label;
  private final int defaultValue;
  private final String description;

  Fault(String label, int defaultValue, String description) {
    this.label = label;
    this.defaultValue = defaultValue;
    this.description = description;
  }

  /// The name on the command line.
  ///
  /// @return a lower-case name
  public String label() {
    return label;
  }

  /// The number it carries when none is given.
  ///
  /// @return the number
  public int defaultValue() {
    return defaultValue;
  }

  /// What the receiver does, in words.
  ///
  /// @return a clause; N stands for the number
  public String description() {
    return description;
  }

  /// Finds a fault.
  ///
  /// @param label its name on the command line
  /// @return the fault, or empty when there is none of that name
  public static Optional<Fault> named(String label) {
    return Arrays.stream(values()).filter(fault -> fault.label.equals(label)).findFirst();
  }

  /// The names of all faults.
  ///
  /// @return the names, separated by commas
  public static String labels() {
    return Arrays.stream(values()).map(Fault::label).collect(Collectors.joining(", "));
  }
}
