package io.heimdall.server.storage;

import static java.util.Objects.requireNonNullElse;

import io.heimdall.server.security.Secret;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/// The contract against the server that `HEIMDALL_TEST_S3_URL` names, as
/// `http://accessKey:secretKey@host:port`.
@EnabledIfEnvironmentVariable(
    named = "HEIMDALL_TEST_S3_URL",
    matches = ".+",
    disabledReason = "HEIMDALL_TEST_S3_URL names no server")
class ExternalStoreIT extends ObjectStoreContract {

  @Override
  StoreConfig config() {
    URI url = URI.create(requireNonNullElse(System.getenv("HEIMDALL_TEST_S3_URL"), ""));
    String[] keys = requireNonNullElse(url.getUserInfo(), ":").split(":", 2);
    URI endpoint = URI.create(url.getScheme() + "://" + url.getHost() + ":" + url.getPort());
    return new StoreConfig(
        endpoint,
        keys[0],
        new Secret(keys[1]),
        "heimdall-contract",
        Optional.empty(),
        Optional.empty());
  }
}
