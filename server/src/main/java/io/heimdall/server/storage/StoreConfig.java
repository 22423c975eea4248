package io.heimdall.server.storage;

import io.heimdall.server.security.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where the object store is and how to reach it.
///
/// @param endpoint its address, `http` or `https` with a host and no path
/// @param accessKey the name of the key pair
/// @param secretKey the secret of the key pair
/// @param bucket the bucket for everything Heimdall stores
/// @param caFile certificates in PEM form that are trusted instead of the platform's
/// @param localDirectory where the store keeps each object as `{bucket}/{key}`, when that is on
///   this machine: requests are then signed without their bodies, which stay on loopback, and
///   objects are forced to the disk
public record StoreConfig(
    URI endpoint,
    String accessKey,
    Secret secretKey,
    String bucket,
    Optional<Path> caFile,
    Optional<Path> localDirectory) {

  /// The bucket unless another is named.
  public static final String DEFAULT_BUCKET = "heimdall-raw-iq";

  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  /// Refuses what no request could be sent with.
  public StoreConfig {
    endpoint = endpoint(endpoint);
    if (accessKey.isBlank()) {
      throw new IllegalArgumentException("the object store's access key is empty");
    }
    bucket = bucketName(bucket);
  }

  /// Refuses an address that no request could be sent to.
  ///
  /// @param endpoint the address
  /// @return the same
  static URI endpoint(URI endpoint) {
    String scheme = String.valueOf(endpoint.getScheme());
    if (!scheme.matches("https?") || endpoint.getHost() == null) {
      throw new IllegalArgumentException(
          "the object store's address must look like http://host:9000, was " + endpoint);
    }
    String path = String.valueOf(endpoint.getPath());
    if (!path.isEmpty() && !path.equals("/")) {
      throw new IllegalArgumentException(
          "the object store's address must have no path, was " + endpoint);
    }
    return endpoint;
  }

  /// Refuses what cannot be the name of a bucket.
  ///
  /// @param name the name
  /// @return the same
  public static String bucketName(String name) {
    if (!BUCKET.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a bucket's name has 3 to 63 of a-z, 0-9, '.' and '-', was '" + name + "'");
    }
    return name;
  }

  /// A store elsewhere, with the platform's trusted certificates.
  ///
  /// @param endpoint its address
  /// @param accessKey the name of the key pair
  /// @param secretKey the secret of the key pair
  /// @param bucket the bucket
  /// @return the configuration
  public static StoreConfig of(URI endpoint, String accessKey, Secret secretKey, String bucket) {
    return new StoreConfig(
        endpoint, accessKey, secretKey, bucket, Optional.empty(), Optional.empty());
  }

  /// The store's files, when they are on this machine.
  Optional<LocalFiles> localFiles() {
    return localDirectory.map(directory -> new LocalFiles(directory, bucket));
  }
}
