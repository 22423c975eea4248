package io.heimdall.server.artifact.signed;

import io.heimdall.db.Transactions;
import io.heimdall.server.artifact.content.Downloads;
import io.heimdall.server.artifact.upload.Uploads;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.UrlSigner;
import java.time.InstantSource;

/// URLs by which artifacts are read and written.
///
/// @param reads those that read
/// @param writes those that write
public record SignedUrls(SignedReads reads, SignedWrites writes) {

  /// Prepares both.
  ///
  /// @param transactions where rows are
  /// @param store where objects are
  /// @param urls makes the URLs
  /// @param uploads what is written
  /// @param downloads what is read
  /// @param clock the host's UTC
  /// @return both
  public static SignedUrls over(
      Transactions transactions,
      ObjectStore store,
      UrlSigner urls,
      Uploads uploads,
      Downloads downloads,
      InstantSource clock) {
    return new SignedUrls(
        new SignedReads(transactions, store, urls, downloads, clock),
        new SignedWrites(transactions, store, urls, uploads, clock));
  }
}
