package io.heimdall.server.embedded;

import io.heimdall.server.security.Secret;
import io.heimdall.server.storage.StoreConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/// An S3 server in this process, on loopback, that keeps each object as a file.
///
/// Its access keys are made at the first start and kept in a file that only the owner may read, in
/// the form of an AWS credentials file, so that `boto3` and `aws` take it as it is. Objects, keys
/// and, while it is free, the port survive a restart. Below the directory are `objects/` (one
/// directory per bucket), `credentials` and `port`.
public final class EmbeddedObjectStore implements AutoCloseable {

  private static final int MAX_THREADS = 64;
  private static final String ACCESS_KEY = "heimdall";
  private static final Pattern SECRET_LINE =
      Pattern.compile("(?m)^aws_secret_access_key *= *(\\S+) *$");
  private static final String FINISHED_MARK = "user.content-md5";
  private static final Pattern HALF_WRITTEN =
      Pattern.compile(".*-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final S3Proxy server;
  private final Path directory;
  private final URI endpoint;
  private final Secret secretKey;

  private EmbeddedObjectStore(S3Proxy server, Path directory, URI endpoint, Secret secretKey) {
    this.server = server;
    this.directory = directory;
    this.endpoint = endpoint;
    this.secretKey = secretKey;
  }

  /// Starts the server and waits until it listens.
  ///
  /// @param directory where it keeps objects, keys and port; used by one process at a time
  /// @return the running server
  /// @throws IOException when it cannot start, with a sentence for the user
  public static EmbeddedObjectStore start(Path directory) throws IOException {
    OwnerOnly.directory(directory);
    Path objects = objects(directory);
    OwnerOnly.directory(objects);
    sweepAfterCrash(directory);
    Secret secretKey = secretKey(keysFile(directory));
    int port = LoopbackPort.choose(directory.resolve("port"));
    URI endpoint = URI.create("http://" + LoopbackPort.HOST + ":" + port);
    S3Proxy server =
        S3Proxy.builder()
            .blobStore(new FilesystemNio2BlobStore(objects.toString()))
            .endpoint(endpoint)
            .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, secretKey.reveal())
            .jettyMaxThreads(MAX_THREADS)
            .stopTimeout(0)
            .ignoreUnknownHeaders(true)
            .build();
    start(server, endpoint);
    return new EmbeddedObjectStore(server, directory, endpoint, secretKey);
  }

  /// How to reach the server.
  ///
  /// @param bucket the bucket to use
  /// @return the configuration of a client
  public StoreConfig config(String bucket) {
    return new StoreConfig(
        endpoint, ACCESS_KEY, secretKey, bucket, Optional.empty(), Optional.of(objects(directory)));
  }

  /// The server's address.
  ///
  /// @return an `http` address on loopback
  public URI endpoint() {
    return endpoint;
  }

  /// The file with the access keys.
  ///
  /// @return a path inside the directory
  public Path keysFile() {
    return keysFile(directory);
  }

  /// Stops the server at once: whoever has clients closes them first, a request still under way is
  /// cut off and leaves no object. When this returns nothing listens and nothing is written any
  /// more.
  @Override
  public void close() throws IOException {
    stop(server);
    Files.deleteIfExists(unclean(directory));
  }

  private static void start(S3Proxy server, URI endpoint) throws IOException {
    try {
      server.start();
    } catch (Exception e) {
      stop(server);
      throw new IOException(
          "the embedded S3 server cannot listen at " + endpoint + ": " + e.getMessage(), e);
    }
  }

  private static void stop(S3Proxy server) throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("the embedded S3 server did not stop: " + e.getMessage(), e);
    }
  }

  private static Path objects(Path directory) {
    return directory.resolve("objects");
  }

  private static Path keysFile(Path directory) {
    return directory.resolve("credentials");
  }

  private static Path unclean(Path directory) {
    return directory.resolve("running");
  }

  /// Removes what uploads that a crash cut short left behind; the server would list it as objects.
  /// The directory of objects may be a link to another disk; below it no link is followed.
  private static void sweepAfterCrash(Path directory) throws IOException {
    if (Files.exists(unclean(directory))) {
      try (Stream<Path> files = Files.walk(objects(directory).toRealPath())) {
        for (Path file : files.filter(EmbeddedObjectStore::isHalfWritten).toList()) {
          Files.delete(file);
        }
      }
    } else {
      Files.createFile(unclean(directory));
    }
  }

  /// Whether a file has the name of an unfinished upload and not the mark of a finished one.
  private static boolean isHalfWritten(Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || !HALF_WRITTEN.matcher(file.getFileName().toString()).matches()) {
      return false;
    }
    var attributes = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    try {
      return attributes != null && !attributes.list().contains(FINISHED_MARK);
    } catch (IOException _) {
      return false;
    }
  }

  private static Secret secretKey(Path keysFile) throws IOException {
    if (!Files.exists(keysFile)) {
      OwnerOnly.write(
          keysFile,
          "[default]%naws_access_key_id = %s%naws_secret_access_key = %s%n"
              .formatted(ACCESS_KEY, OwnerOnly.newSecret()));
    }
    Matcher line = SECRET_LINE.matcher(Files.readString(keysFile));
    if (!line.find()) {
      throw new IOException(
          keysFile + " holds no aws_secret_access_key; remove it, and a new one is made");
    }
    return new Secret(line.group(1));
  }
}
