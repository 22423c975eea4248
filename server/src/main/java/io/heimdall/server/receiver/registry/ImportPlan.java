package io.heimdall.server.receiver.registry;

import io.heimdall.db.receiver.KnownReceiver;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.receiver.listing.LeftOut;
import io.heimdall.server.receiver.listing.ListFormat;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What is to become of each entry of a list. One thread uses it, once.
final class ImportPlan {

  private static final int MOST_LEFT_OUT = 1000;

  private final ImportRequest request;
  private final ReceiverRules rules;
  private final List<ImportRequest.Entry> candidates = new ArrayList<>();
  private final List<LeftOut> invalid;
  private final List<Wanted> wanted = new ArrayList<>();
  private int existing;

  ImportPlan(ImportRequest request, ReceiverRules rules) {
    this.request = request;
    this.rules = rules;
    invalid = new ArrayList<>(request.invalid());
  }

  void add(ImportRequest.Entry entry) {
    candidates.add(entry);
  }

  void refuse(ImportRequest.Entry entry, String message) {
    invalid.add(new LeftOut(entry.listed().place(), entry.listed().name(), message));
  }

  /// Refuses the list where something in it cannot be added and is not to be left out.
  ///
  /// @throws FailureException with IMPORT_INVALID, about the first such entry
  void verify() {
    if (!request.mode().skipInvalid()) {
      invalid.stream()
          .min(Comparator.comparingInt(LeftOut::place))
          .ifPresent(first -> {
            throw ListFormat.invalid(first);
          });
    }
  }

  /// Compares the list with the receivers there are.
  ///
  /// @throws FailureException with IMPORT_INVALID where a name is taken
  void against(List<KnownReceiver> known) {
    Set<Place> there = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (KnownReceiver one : known) {
      there.add(place(one.driver(), one.url()));
      names.add(lower(one.name()));
    }
    for (ImportRequest.Entry entry : candidates) {
      ReceiverSpec spec = entry.wanted().spec();
      if (!there.add(place(spec.driver(), spec.url()))) {
        existing++;
      } else {
        free(entry, names)
            .ifPresentOrElse(
                name -> wanted.add(new Wanted(spec.withName(name), entry.wanted().password())),
                () ->
                    refuse(
                        entry,
                        "another receiver has the name '%s'; letter case makes no difference"
                            .formatted(spec.name())));
      }
    }
    verify();
  }

  private static Optional<String> free(ImportRequest.Entry entry, Set<String> names) {
    String name = entry.wanted().spec().name();
    if (names.add(lower(name))) {
      return Optional.of(name);
    }
    return Optional.of(entry.listed().otherName())
        .filter(other -> !other.isEmpty() && names.add(lower(other)));
  }

  List<Wanted> wanted() {
    return wanted;
  }

  ImportReport report(List<Integer> ids) {
    List<LeftOut> leftOut = new ArrayList<>(request.offline());
    leftOut.addAll(invalid);
    leftOut.sort(Comparator.comparingInt(LeftOut::place));
    return new ImportReport(
        wanted.size(), existing, leftOut.stream().limit(MOST_LEFT_OUT).toList(), ids);
  }

  /// What tells one receiver from another.
  ///
  /// @param destination where its URL leads
  /// @param branch what tells it from others there
  private record Place(Destination destination, String branch) {}

  private Place place(String driver, String url) {
    URI parsed = URI.create(url);
    return new Place(
        Destination.of(driver, url, rules.usualPort(driver, parsed)), rules.branch(driver, parsed));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
