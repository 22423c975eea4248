package io.heimdall.db.artifact;

import java.util.Comparator;

/// The order of texts by their code points, which is that of the database's collation "C". Strings
/// themselves compare by UTF-16, which has what lies beyond U+FFFF before U+E000.
final class CodePointOrder implements Comparator<String> {

  /// Makes it; it holds nothing.
  CodePointOrder() {}

  @Override
  public int compare(String one, String other) {
    int at = 0;
    while (at < one.length() && at < other.length()) {
      int left = one.codePointAt(at);
      int right = other.codePointAt(at);
      if (left != right) {
        return Integer.compare(left, right);
      }
      at += Character.charCount(left);
    }
    return Integer.compare(one.length(), other.length());
  }
}
