package io.heimdall.server.chaos.check;

import io.heimdall.server.chaos.client.Job;
import io.heimdall.server.chaos.client.WatchLog;
import io.heimdall.v1.AcquisitionEvent;
import java.util.HashMap;
import java.util.Map;

/// What watchers were told: in order, without a gap, with one end, and to all the same.
final class WatchCheck {

  private WatchCheck() {}

  static void check(Job job, String acquisition, Findings findings) {
    Map<Long, AcquisitionEvent> told = new HashMap<>();
    for (WatchLog watch : job.watches()) {
      findings.checked("watches", 1);
      findings.checked("streams of watches", watch.streams());
      findings.checked("events", watch.events().size());
      findings.breaches(watch.breaches());
      if (!watch.ended()) {
        findings.breach(
            "%s: a watch did not end, its last event of %d is %d",
            acquisition, watch.events().size(), last(watch));
      }
      for (AcquisitionEvent event : watch.events()) {
        if (!event.hasSnapshot()) {
          AcquisitionEvent other = told.putIfAbsent(event.getSequence(), event);
          if (other != null && !other.equals(event)) {
            findings.breach(
                "%s: event %d is %s to one watcher and %s to the other",
                acquisition, event.getSequence(), other.getEventCase(), event.getEventCase());
          }
        }
      }
    }
  }

  private static long last(WatchLog watch) {
    return watch.events().isEmpty() ? -1 : watch.events().getLast().getSequence();
  }
}
