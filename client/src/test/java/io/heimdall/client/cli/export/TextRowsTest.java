package io.heimdall.client.cli.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.v1.Measurement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class TextRowsTest {

  private static final long SEED = 20_251_126;
  private static final String CHARACTERS = "ab0 ,\"\\\n\r\t\b\f\u0000\u001b/<\u007fäß€漢😀\u2028";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "DF0 | DF0",
        "a,b | `\"a,b\"`",
        "a\"b | `\"a\"\"b\"`",
        "Grüße | Grüße",
        "Grüße, 漢 | `\"Grüße, 漢\"`",
        "\" | `\"\"\"\"`"
      })
  void quotesInCsvWhatNeedsIt(String name, String expected) throws IOException {
    assertThat(csv(name)).isEqualTo("receiver_name,hop\n" + expected + ",0\n");
  }

  @Test
  void quotesLineEndsInCsv() throws IOException {
    assertThat(csv("a\nb")).isEqualTo("receiver_name,hop\n\"a\nb\",0\n");
    assertThat(csv("a\rß")).isEqualTo("receiver_name,hop\n\"a\rß\",0\n");
  }

  @Test
  void writesJsonAsALibraryDoes() throws IOException {
    JsonMapper library = JsonMapper.shared();
    var random = new Random(SEED);
    var expected = new StringBuilder();
    try (RowWriter rows = Format.jsonl.write(Columns.parse("receiver_name,hop,snr_db"), out)) {
      for (int round = 0; round < 10_000; round++) {
        String name = text(random);
        double snrDb = number(random);
        rows.write(
            Measurement.newBuilder().setReceiverName(name).setHop(round).setSnrDb(snrDb).build());

        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("receiver_name", name.isEmpty() ? null : name);
        row.put("hop", round);
        row.put("snr_db", snrDb);
        expected.append(library.writeValueAsString(row)).append('\n');
      }
    }

    assertThat(out.toString(UTF_8)).as("seed %d", SEED).isEqualTo(expected.toString());
  }

  @Test
  void writesRowsThatAreLargerThanAPortion() throws IOException {
    String name = "x".repeat(1 << 20);
    try (RowWriter rows = Format.csv.write(Columns.parse("receiver_name"), out)) {
      rows.write(Measurement.newBuilder().setReceiverName(name).build());
      rows.write(Measurement.newBuilder().setReceiverName("y" + name).build());
    }

    assertThat(out.toString(UTF_8)).isEqualTo("receiver_name\n%s\ny%s\n".formatted(name, name));
  }

  @Test
  void writesNothingAgainThatCouldNotBeWritten() throws IOException {
    var full =
        new OutputStream() {
          private boolean closed;
          private int calls;

          @Override
          public void write(int value) throws IOException {
            throw new IOException("full");
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length > 0) {
              calls++;
              throw new IOException("full");
            }
          }

          @Override
          public void close() {
            closed = true;
          }
        };
    RowWriter rows = Format.csv.write(Columns.parse("receiver_name"), full);
    Measurement large = Measurement.newBuilder().setReceiverName("x".repeat(1 << 20)).build();

    assertThatThrownBy(() -> rows.write(large)).hasMessage("full");
    rows.close();

    assertThat(full.calls).isEqualTo(1);
    assertThat(full.closed).isTrue();
  }

  private String csv(String receiverName) throws IOException {
    out.reset();
    try (RowWriter rows = Format.csv.write(Columns.parse("receiver_name,hop"), out)) {
      rows.write(Measurement.newBuilder().setReceiverName(receiverName).build());
    }
    return out.toString(UTF_8);
  }

  private static String text(Random random) {
    int[] characters = CHARACTERS.codePoints().toArray();
    var text = new StringBuilder();
    for (int length = random.nextInt(6); length > 0; length--) {
      text.appendCodePoint(characters[random.nextInt(characters.length)]);
    }
    return text.toString();
  }

  private static double number(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> Double.NaN;
      case 1 -> Double.NEGATIVE_INFINITY;
      case 2 -> Double.longBitsToDouble(random.nextLong());
      default -> random.nextGaussian() * 100;
    };
  }
}
