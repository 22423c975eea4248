package io.heimdall.client.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Files are what another implementation makes, `client/src/test/vectors/encryption-vectors`.
final class EncryptionVectorsTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final JsonNode DOCUMENT = read();
  private static final EncryptionKey KEY =
      EncryptionKey.of(HEX.parseHex(DOCUMENT.path("key").asString()));

  private static JsonNode read() {
    return JsonMapper.builder()
        .build()
        .readTree(
            Objects.requireNonNull(
                EncryptionVectorsTest.class.getResourceAsStream("encryption-vectors.json")));
  }

  static Stream<JsonNode> vectors() {
    return DOCUMENT.path("vectors").valueStream();
  }

  /// What the script makes.
  private static Bytes content(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 8) * 7 + (i >> 16));
    }
    return new Bytes(ByteString.copyFrom(bytes));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void areMadeAndRead(JsonNode vector) throws IOException, NoSuchAlgorithmException {
    Bytes content = content(vector.path("size_bytes").asInt());
    var salt = ByteString.copyFrom(HEX.parseHex(vector.path("salt").asString()));
    var layout = new Layout(vector.path("frame_bytes").asInt());

    EncryptedContent encrypted =
        vector.path("salt_of_content").asBoolean()
            ? EncryptedContent.of(content, KEY)
            : new EncryptedContent(content, KEY, new Header(layout, salt));
    byte[] stored = Bytes.all(encrypted);

    assertThat(KEY.id()).isEqualTo(DOCUMENT.path("key_id").asString());
    assertThat(stored).hasSize(vector.path("stored_bytes").asInt());
    assertThat(HEX.formatHex(stored)).startsWith(vector.path("stored").asString());
    assertThat(HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(stored)))
        .isEqualTo(vector.path("stored_sha256").asString());
    assertThat(encrypted.header().toByteArray()).isEqualTo(headerOf(stored));
    assertThat(Header.parse(headerOf(stored), KEY)).isEqualTo(new Header(layout, salt));
  }

  private static byte[] headerOf(byte[] stored) {
    return ByteString.copyFrom(stored, 0, Layout.HEADER_BYTES).toByteArray();
  }
}
