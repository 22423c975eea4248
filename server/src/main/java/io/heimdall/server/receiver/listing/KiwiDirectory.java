package io.heimdall.server.receiver.listing;

import io.heimdall.server.receiver.kiwi.KiwiPosition;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The public directory of KiwiSDRs, saved as a file. Two forms exist: the page of kiwisdr.com, an
/// element of class `cl-entry` for each receiver with its facts in comments (`<!-- key=value -->`)
/// and its address in a link, and the script of rx.linkfanel.net, which assigns an array of objects
/// with the same keys to `kiwisdr_com`. Every key may be missing, and unknown ones do not matter.
///
/// The receivers wait for a check before they become active.
final class KiwiDirectory {

  private static final Pattern SCRIPT = Pattern.compile("kiwisdr_com\\s*=\\s*(?=\\[)");
  private static final Pattern ENTRY =
      Pattern.compile("<[^<>]*\\bclass\\s*=\\s*['\"][^'\"]*\\bcl-entry\\b[^'\"]*['\"][^<>]*>");
  private static final Pattern FACT =
      Pattern.compile("<!--\\s*([A-Za-z_]\\w*)=(.*?)\\s*-->", Pattern.DOTALL);
  private static final Pattern LINK =
      Pattern.compile("\\bhref\\s*=\\s*['\"](https?://[^'\"]+)['\"]", Pattern.CASE_INSENSITIVE);
  private static final Pattern BAND = Pattern.compile("(\\d{1,12})-(\\d{1,12})");
  private static final int LONGEST_TEXT = 200;

  /// Earlier versions gave bands in kHz: no KiwiSDR ends below this many Hz.
  private static final long LOWEST_BAND_END_HZ = 300_000;

  private static final long HZ_PER_KHZ = 1_000;

  private static final JsonMapper SCRIPTED =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES)
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private KiwiDirectory() {}

  /// Whether a document is the script.
  static boolean isScript(String document) {
    return SCRIPT.matcher(document).find();
  }

  static ReceiverList read(String document) {
    List<Map<String, String>> entries =
        isScript(document) ? scripted(document) : commented(document);
    if (entries.isEmpty()) {
      throw ListFormat.unreadable(
          "the document has no receivers as the public KiwiSDR directory lists them");
    }
    List<ListedReceiver> receivers = new ArrayList<>();
    List<LeftOut> offline = new ArrayList<>();
    for (int place = 1; place <= entries.size(); place++) {
      Map<String, String> facts = entries.get(place - 1);
      if (isOffline(facts)) {
        offline.add(
            new LeftOut(place, facts.getOrDefault("name", ""), "the directory says it is offline"));
      } else {
        receivers.add(receiver(place, facts));
      }
    }
    return new ReceiverList(receivers, offline);
  }

  private static boolean isOffline(Map<String, String> facts) {
    return "yes".equalsIgnoreCase(facts.get("offline"))
        || "offline".equalsIgnoreCase(facts.get("status"));
  }

  private static List<Map<String, String>> scripted(String document) {
    Matcher script = SCRIPT.matcher(document);
    JsonNode array;
    try {
      array = script.find() ? SCRIPTED.readTree(document.substring(script.end())) : null;
    } catch (JacksonException e) {
      throw ListFormat.unreadable(
          "the array of the script cannot be read: " + e.getOriginalMessage());
    }
    List<Map<String, String>> entries = new ArrayList<>();
    if (array != null) {
      for (JsonNode entry : array) {
        Map<String, String> facts = new HashMap<>();
        entry
            .properties()
            .forEach(fact -> {
              if (fact.getValue().isValueNode()) {
                facts.put(fact.getKey(), plain(fact.getValue().asString("")));
              }
            });
        entries.add(facts);
      }
    }
    return entries;
  }

  private static List<Map<String, String>> commented(String document) {
    List<Integer> begins = new ArrayList<>();
    Matcher entry = ENTRY.matcher(document);
    while (entry.find()) {
      begins.add(entry.end());
    }
    begins.add(document.length());
    List<Map<String, String>> entries = new ArrayList<>();
    for (int n = 0; n + 1 < begins.size(); n++) {
      entries.add(facts(document.substring(begins.get(n), begins.get(n + 1))));
    }
    return entries;
  }

  private static Map<String, String> facts(String entry) {
    Map<String, String> facts = new HashMap<>();
    Matcher fact = FACT.matcher(entry);
    while (fact.find()) {
      facts.put(fact.group(1), plain(HtmlText.unescape(fact.group(2))));
    }
    Matcher link = LINK.matcher(entry);
    if (link.find()) {
      facts.put("url", HtmlText.unescape(link.group(1)));
    }
    return facts;
  }

  private static String plain(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString()
        .strip();
  }

  private static ListedReceiver receiver(int place, Map<String, String> facts) {
    String url = facts.getOrDefault("url", "").strip().replaceFirst("/+$", "");
    String authority = authority(url);
    String name = cut(facts.getOrDefault("name", ""), LONGEST_TEXT);
    Map<String, String> fields = new HashMap<>();
    fields.put("driver", "kiwi");
    fields.put("activate_when_proven", "true");
    put(fields, "name", name.isEmpty() ? authority : name);
    put(fields, "url", url);
    String where = facts.getOrDefault("loc", "");
    put(fields, "location_name", cut(where, LONGEST_TEXT));
    Countries.of(where).ifPresent(country -> fields.put("country", country));
    KiwiPosition.parse(facts.getOrDefault("gps", ""))
        .ifPresent(position -> {
          fields.put("latitude", Double.toString(position.latitudeDeg()));
          fields.put("longitude", Double.toString(position.longitudeDeg()));
        });
    putBands(fields, facts.getOrDefault("bands", ""));
    String suffix = " (" + authority + ")";
    return new ListedReceiver(
        place, fields, cut(name, Math.max(0, LONGEST_TEXT - suffix.length())) + suffix);
  }

  private static String authority(String url) {
    try {
      return String.valueOf(URI.create(url).getRawAuthority()).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException _) {
      return "";
    }
  }

  /// From the lowest to the highest of its bands: what lies between them it refuses by itself.
  private static void putBands(Map<String, String> fields, String bands) {
    long low = Long.MAX_VALUE;
    long high = 0;
    Matcher band = BAND.matcher(bands);
    while (band.find()) {
      low = Math.min(low, Long.parseLong(band.group(1)));
      high = Math.max(high, Long.parseLong(band.group(2)));
    }
    if (high <= low) {
      return;
    }
    long unit = high <= LOWEST_BAND_END_HZ ? HZ_PER_KHZ : 1;
    fields.put("min_frequency_hz", Long.toString(low * unit));
    fields.put("max_frequency_hz", Long.toString(high * unit));
  }

  private static void put(Map<String, String> fields, String field, String value) {
    if (!value.isEmpty()) {
      fields.put(field, value);
    }
  }

  private static String cut(String text, int longest) {
    int end = Math.min(longest, text.codePointCount(0, text.length()));
    return text.substring(0, text.offsetByCodePoints(0, end)).strip();
  }
}
