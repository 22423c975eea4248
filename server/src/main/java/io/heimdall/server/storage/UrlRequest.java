package io.heimdall.server.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a URL is to allow.
public sealed interface UrlRequest {

  /// The object.
  ///
  /// @return its key
  String key();

  /// For how long, from [UrlSigner#SHORTEST] to [UrlSigner#LONGEST].
  ///
  /// @return whole seconds
  Duration validity();

  /// Reading an object.
  ///
  /// @param key its key
  /// @param validity for how long
  /// @param contentType the media type that the store answers with
  /// @param contentDisposition the value of that header in the answer: whether it is shown or
  ///   saved, and under which name
  /// @param caching what caches may do with the answer
  record Get(
      String key, Duration validity, String contentType, String contentDisposition, Caching caching)
      implements UrlRequest {

    /// Refuses a time that no URL is good for.
    public Get {
      bounded(validity);
    }
  }

  /// What caches may do with an answer.
  ///
  /// @param control the value of the header Cache-Control
  /// @param until when it is not fresh any more, whenever it was fetched; empty where the other
  ///   header says all
  record Caching(String control, Optional<Instant> until) {}

  /// Writing an object, as often as the caller likes until the URL expires.
  ///
  /// @param key its key
  /// @param validity for how long
  /// @param contentType the media type that has to be sent
  /// @param sizeBytes how many bytes have to be sent
  /// @param sha256 their SHA-256, where it is known; the store refuses others, if it can
  record Put(
      String key, Duration validity, String contentType, long sizeBytes, Optional<Sha256> sha256)
      implements UrlRequest {

    /// Refuses a time that no URL is good for.
    public Put {
      bounded(validity);
    }
  }

  private static void bounded(Duration validity) {
    if (validity.compareTo(UrlSigner.SHORTEST) < 0 || validity.compareTo(UrlSigner.LONGEST) > 0) {
      throw new IllegalArgumentException("a URL is good for 1 s to 7 days, not " + validity);
    }
  }
}
