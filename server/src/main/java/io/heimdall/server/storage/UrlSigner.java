package io.heimdall.server.storage;

import java.time.Duration;

/// Makes URLs by which somebody without keys of the store reads or writes one object for a while.
///
/// A URL cannot be called back: it is good until it expires, as long as the object is there.
public interface UrlSigner {

  /// The shortest time that a URL is good for.
  Duration SHORTEST = Duration.ofSeconds(1);

  /// The longest time that a URL is good for, which is the most that S3 takes.
  Duration LONGEST = Duration.ofDays(7);

  /// Makes a URL. Nothing is sent to the store; whether the object is there is not looked at.
  ///
  /// @param request what it is to allow
  /// @return the URL
  SignedUrl sign(UrlRequest request);
}
