package io.heimdall.server.iq;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The Python literal inside a `.npy` header: a dictionary of three known keys in any order.
final class NpyDictionary {

  private static final Pattern DESCR =
      Pattern.compile("['\"]descr['\"]\\s*:\\s*['\"]([^'\"]*)['\"]");
  private static final Pattern ORDER =
      Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([^)]*)\\)");
  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}L?");

  private NpyDictionary() {}

  static NpyHeader parse(String text, int dataOffsetBytes) throws NpyFormatException {
    String literal = text.strip();
    if (!literal.startsWith("{") || !literal.endsWith("}")) {
      throw new NpyFormatException(".npy header is not a dictionary: " + excerpt(literal));
    }
    return new NpyHeader(
        find(DESCR, literal, "descr"),
        find(ORDER, literal, "fortran_order").equals("True"),
        shape(find(SHAPE, literal, "shape"), literal),
        dataOffsetBytes);
  }

  private static String find(Pattern key, String literal, String name) throws NpyFormatException {
    Matcher matcher = key.matcher(literal);
    if (!matcher.find()) {
      throw new NpyFormatException(
          ".npy header has no usable '%s': %s".formatted(name, excerpt(literal)));
    }
    return matcher.group(1);
  }

  private static List<Long> shape(String inside, String literal) throws NpyFormatException {
    List<Long> lengths = new ArrayList<>();
    for (String part : inside.split(",", -1)) {
      String length = part.strip();
      if (length.isEmpty()) {
        continue;
      }
      if (!LENGTH.matcher(length).matches()) {
        throw new NpyFormatException(".npy header has a bad shape: " + excerpt(literal));
      }
      lengths.add(Long.valueOf(length.replace("L", "")));
    }
    return lengths;
  }

  private static String excerpt(String literal) {
    return literal.length() <= 120 ? literal : literal.substring(0, 120) + "…";
  }
}
