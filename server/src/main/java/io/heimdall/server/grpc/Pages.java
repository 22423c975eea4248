package io.heimdall.server.grpc;

/// How many rows a page holds.
final class Pages {
  private Pages() {}

  /// The size of a page.
  ///
  /// @param asked what the request asks for; 0 for the usual
  static int size(int asked, int usual, int most) {
    return asked == 0 ? usual : Math.min(asked, most);
  }
}
