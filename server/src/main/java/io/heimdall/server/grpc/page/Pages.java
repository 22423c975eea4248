package io.heimdall.server.grpc.page;

/// How many rows a page holds.
public final class Pages {
  private Pages() {}

  /// The size of a page.
  ///
  /// @param asked what the request asks for; 0 for the usual
  /// @param usual the size where nothing is asked
  /// @param most the largest size
  /// @return how many rows
  public static int size(int asked, int usual, int most) {
    return asked == 0 ? usual : Math.min(asked, most);
  }
}
