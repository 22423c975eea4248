package io.heimdall.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class StreamSourceTest {

  private static final byte[] ALPHABET = "abcdefghijklmnopqrstuvwxyz".getBytes(US_ASCII);

  private final StreamSource source = new StreamSource(new ByteArrayInputStream(ALPHABET), 10);

  private String next(int most) throws IOException {
    return source.next(most).toStringUtf8();
  }

  @Test
  void givesAgainWhatIsNotSafe() throws IOException {
    assertThat(next(4)).isEqualTo("abcd");
    assertThat(next(4)).isEqualTo("efgh");
    source.safe(4);

    source.goTo(6);

    assertThat(next(100)).isEqualTo("gh");
    assertThat(next(1)).isEqualTo("i");
    source.goTo(4);
    assertThat(next(3)).isEqualTo("efg");
  }

  @Test
  void isFullOnceAllItMayKeepIsKept() throws IOException {
    assertThat(next(6)).isEqualTo("abcdef");
    assertThat(source.isFull()).isFalse();
    assertThat(next(6)).isEqualTo("ghijkl");
    assertThat(source.isFull()).isTrue();

    source.goTo(3);

    assertThat(source.isFull()).isFalse();
    assertThat(next(6)).isEqualTo("def");
    assertThat(next(6)).isEqualTo("ghijkl");
    assertThat(source.isFull()).isTrue();
    source.safe(5);
    assertThat(source.isFull()).isTrue();
    source.safe(6);
    assertThat(source.isFull()).isFalse();
  }

  @Test
  void saysThatBytesAreNotKnownAnyMore() throws IOException {
    assertThat(next(4)).isEqualTo("abcd");
    assertThat(next(4)).isEqualTo("efgh");
    source.safe(5);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> source.goTo(3))
        .withMessageContaining("The server has 3 bytes, those from 4 on are still known");
  }

  @Test
  void passesOverWhatAnEarlierUploadHasSent() throws IOException {
    source.goTo(24);

    assertThat(next(10)).isEqualTo("yz");
    assertThat(next(10)).isEmpty();
    assertThat(source.finish().getSizeBytes()).isEqualTo(26);
    assertThat(source.finish().getSha256()).isEqualTo(source.finish().getSha256());
    assertThat(HexFormat.of().formatHex(source.finish().getSha256().toByteArray()))
        .isEqualTo(FakeUpload.sha256(ByteString.copyFrom(ALPHABET)));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> source.goTo(30))
        .withMessageContaining("the stream ended after 26");
  }
}
