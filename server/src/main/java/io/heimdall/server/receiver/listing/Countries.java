package io.heimdall.server.receiver.listing;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds the country in what people write of a place, where it clearly names one: its last part
/// between commas, or all of it, is the English name or the three-letter code (ISO 3166-1).
final class Countries {

  /// What people write besides.
  private static final Map<String, String> OTHERWISE =
      Map.ofEntries(
          Map.entry("uk", "GB"),
          Map.entry("great britain", "GB"),
          Map.entry("england", "GB"),
          Map.entry("scotland", "GB"),
          Map.entry("wales", "GB"),
          Map.entry("northern ireland", "GB"),
          Map.entry("united states of america", "US"),
          Map.entry("u.s.a.", "US"),
          Map.entry("the netherlands", "NL"),
          Map.entry("holland", "NL"),
          Map.entry("czech republic", "CZ"),
          Map.entry("turkey", "TR"),
          Map.entry("hong kong", "HK"),
          Map.entry("macedonia", "MK"),
          Map.entry("bosnia and herzegovina", "BA"),
          Map.entry("deutschland", "DE"),
          Map.entry("italia", "IT"),
          Map.entry("españa", "ES"),
          Map.entry("brasil", "BR"));

  /// Also the name of something else, such as a state of the USA.
  private static final Set<String> AMBIGUOUS = Set.of("georgia", "geo", "jersey");

  private static final Map<String, String> CODES = codes();

  private Countries() {}

  /// Finds it.
  ///
  /// @param place what people write
  /// @return two capital letters; empty where it is not clear
  static Optional<String> of(String place) {
    List<String> parts = Arrays.asList(place.split("[,;/|]"));
    String last = parts.isEmpty() ? "" : parts.getLast();
    return Optional.ofNullable(CODES.get(last.strip().toLowerCase(Locale.ROOT)));
  }

  private static Map<String, String> codes() {
    Map<String, String> codes = new HashMap<>(OTHERWISE);
    for (String code : Locale.getISOCountries()) {
      Locale country = Locale.of("", code);
      codes.put(country.getDisplayCountry(Locale.ENGLISH).toLowerCase(Locale.ROOT), code);
      codes.put(country.getISO3Country().toLowerCase(Locale.ROOT), code);
    }
    codes.keySet().removeAll(AMBIGUOUS);
    return Map.copyOf(codes);
  }
}
