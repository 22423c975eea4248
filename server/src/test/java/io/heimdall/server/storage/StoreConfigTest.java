package io.heimdall.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.security.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreConfigTest {

  private static final Secret SECRET = new Secret("hidden");

  @ParameterizedTest
  @ValueSource(strings = {"localhost:9000", "ftp://host", "http:///x", "http://host/path", "host"})
  void refusesAnAddressThatIsNone(String endpoint) {
    assertThatThrownBy(() -> StoreConfig.of(URI.create(endpoint), "key", SECRET, "bucket"))
        .hasMessageContaining("object store's address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ab", "Upper", "under_score", "-dash"})
  void refusesABucketNameThatNoStoreTakes(String bucket) {
    assertThatThrownBy(() -> config(bucket)).hasMessageContaining("bucket's name");
  }

  @Test
  void refusesAnEmptyKey() {
    URI endpoint = URI.create("http://host:9000/");
    assertThatThrownBy(() -> StoreConfig.of(endpoint, " ", SECRET, "bucket"))
        .hasMessageContaining("access key");
  }

  @Test
  void showsNoSecret() {
    assertThat(config("heimdall-raw-iq").toString()).doesNotContain("hidden");
  }

  @Test
  void refusesTrustedCertificatesThatCannotBeRead() {
    StoreConfig config =
        new StoreConfig(
            URI.create("https://host:9000"),
            "key",
            SECRET,
            "bucket",
            Optional.of(Path.of("/no/such/ca.pem")),
            Optional.empty());

    assertThatThrownBy(() -> S3Clients.open(config)).hasMessageContaining("/no/such/ca.pem");
  }

  private static StoreConfig config(String bucket) {
    return StoreConfig.of(URI.create("http://host:9000"), "key", SECRET, bucket);
  }
}
