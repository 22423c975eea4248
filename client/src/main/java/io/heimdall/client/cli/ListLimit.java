package io.heimdall.client.cli;

import picocli.CommandLine.Option;

/// How much of a list is shown.
final class ListLimit {

  private static final int LARGEST_PAGE = 1000;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most this many. Default: ${DEFAULT-VALUE}.")
  private int limit = 100;

  int entries() {
    if (limit < 1) {
      throw new UsageFailure("--limit takes 1 or more, not %d.".formatted(limit));
    }
    return limit;
  }

  int pageSize() {
    return Math.min(entries(), LARGEST_PAGE);
  }
}
