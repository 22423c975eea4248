package io.heimdall.server.chaos.check;

import com.google.errorprone.annotations.FormatMethod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What was found: breaches of what must hold, how much was looked at, and what is only to be
/// known. Safe for any number of threads.
public final class Findings {

  // Guarded by this.
  private final List<String> breaches = new ArrayList<>();
  private final Map<String, Long> checked = new TreeMap<>();
  private final List<String> remarks = new ArrayList<>();

  /// Begins with nothing found.
  public Findings() {}

  /// Something that must hold does not.
  ///
  /// @param what a format of a sentence that helps to find out why
  /// @param values what goes into it
  @FormatMethod
  public synchronized void breach(String what, Object... values) {
    breaches.add(what.formatted(values));
  }

  /// Things that must hold do not.
  ///
  /// @param sentences one for each
  public synchronized void breaches(Collection<String> sentences) {
    breaches.addAll(sentences);
  }

  /// Something was looked at.
  ///
  /// @param what things, in the plural
  /// @param count how many
  public synchronized void checked(String what, long count) {
    checked.merge(what, count, Long::sum);
  }

  /// Something is to be known that breaks nothing.
  ///
  /// @param what a format of a sentence
  /// @param values what goes into it
  @FormatMethod
  public synchronized void remark(String what, Object... values) {
    remarks.add(what.formatted(values));
  }

  /// What must have been looked at for the whole to mean anything.
  ///
  /// @param what things, in the plural
  public synchronized void mustHaveChecked(String... what) {
    for (String things : what) {
      if (checked.getOrDefault(things, 0L) == 0) {
        breaches.add("nothing was proved: no " + things + " were checked");
      }
    }
  }

  /// What does not hold.
  ///
  /// @return sentences; empty when all is well
  public synchronized List<String> breaches() {
    return List.copyOf(breaches);
  }

  /// How much was looked at.
  ///
  /// @return counts by things
  public synchronized Map<String, Long> checked() {
    return new TreeMap<>(checked);
  }

  /// What is only to be known.
  ///
  /// @return sentences
  public synchronized List<String> remarks() {
    return List.copyOf(remarks);
  }
}
