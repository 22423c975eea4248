package io.heimdall.client.cli.units;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Ids of receivers as people list them.
///
/// @param ids by rising id, each once
public record ReceiverIds(List<Integer> ids) {

  private static final int MOST = 1000;

  /// No receivers named.
  public static final ReceiverIds NONE = new ReceiverIds(List.of());

  /// Keeps its own copy.
  public ReceiverIds {
    ids = List.copyOf(ids);
  }

  /// Reads `1,2,5-7`.
  ///
  /// @param text what somebody wrote
  /// @return the ids
  public static ReceiverIds parse(String text) {
    var ids = new TreeSet<Integer>();
    for (String part : text.strip().split("\\s*,\\s*", -1)) {
      int dash = part.indexOf('-');
      int first = id(text, dash < 0 ? part : part.substring(0, dash));
      int last = dash < 0 ? first : id(text, part.substring(dash + 1));
      if (last < first || last - first >= MOST) {
        throw malformed(text);
      }
      for (int id = first; id <= last; id++) {
        ids.add(id);
      }
    }
    return new ReceiverIds(new ArrayList<>(ids));
  }

  private static int id(String text, String digits) {
    try {
      int id = Integer.parseInt(digits.strip());
      if (id > 0) {
        return id;
      }
    } catch (NumberFormatException _) {
      // Refused below.
    }
    throw malformed(text);
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "'%s' is not a list of receiver ids; write 1,2 or 5-7.".formatted(text));
  }
}
