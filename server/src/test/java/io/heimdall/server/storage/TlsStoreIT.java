package io.heimdall.server.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.security.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store behind TLS with a certificate of one's own.
class TlsStoreIT {

  private static final String PASSWORD = "changeit";

  @TempDir private static Path directory;
  private static S3Proxy server;

  @BeforeAll
  static void startServer() throws Exception {
    keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=ip:127.0.0.1");
    keytool("-exportcert", "-rfc", "-file", certificate().toString());
    Path objects = Files.createDirectory(directory.resolve("objects"));
    server =
        S3Proxy.builder()
            .blobStore(new FilesystemNio2BlobStore(objects.toString()))
            .secureEndpoint(URI.create("https://127.0.0.1:0"))
            .keyStore(directory.resolve("keys.p12").toString(), PASSWORD)
            .awsAuthentication(AuthenticationType.AWS_V4, "key", "secret")
            .build();
    server.start();
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.stop();
  }

  @Test
  void isTrustedByItsOwnCertificate() {
    try (ObjectStore store = S3ObjectStore.open(config(Optional.of(certificate())))) {
      StoreStatus status = store.check();

      assertThat(status.problem()).isEmpty();
      assertThat(status.freeBytes()).isEmpty();
    }
  }

  @Test
  void isNotTrustedWithoutIt() {
    assertThatThrownBy(() -> S3ObjectStore.open(config(Optional.empty())))
        .isInstanceOf(StorageFailure.class)
        .hasMessageContaining("does not answer")
        .hasMessageContaining("certification path");
  }

  private static StoreConfig config(Optional<Path> caFile) {
    URI endpoint = URI.create("https://127.0.0.1:" + server.getSecurePort());
    return new StoreConfig(
        endpoint, "key", new Secret("secret"), "bucket", caFile, Optional.empty());
  }

  private static Path certificate() {
    return directory.resolve("ca.pem");
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String store = directory.resolve("keys.p12").toString();
    Stream<String> common =
        Stream.of(
            "-alias", "s3", "-storetype", "PKCS12", "-keystore", store, "-storepass", PASSWORD);
    List<String> command =
        Stream.of(Stream.of(tool), Stream.of(arguments), common).flatMap(part -> part).toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
