package io.heimdall.server.receiver.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.failure.FailureException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListFormatTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "` [{}]`,JSON",
        "`{}`,JSON",
        "`name,url`,CSV",
        "`<html>`,KIWI_DIRECTORY",
        "`// list\nvar kiwisdr_com =\n[]`,KIWI_DIRECTORY",
        "`[{\"url\":\"http://kiwisdr_com=[x\"}]`,JSON"
      })
  void tellsAFormatFromTheDocument(String document, ListFormat expected) {
    assertThat(ListFormat.of(document.replace("\\n", "\n"))).isEqualTo(expected);
  }

  @Test
  void readsUtf8WithOrWithoutAByteOrderMark() {
    byte[] marked = "\ufeffnäme".getBytes(StandardCharsets.UTF_8);

    assertThat(ListFormat.text(ByteBuffer.wrap(marked))).isEqualTo("näme");
    assertThatThrownBy(() -> ListFormat.text(ByteBuffer.wrap(new byte[] {'a', (byte) 0xe4, 'b'})))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("not text in UTF-8");
  }

  @Test
  void readsPlainValuesOfJson() {
    ReceiverList list =
        ListFormat.JSON.read(
            """
            [{"name": "A", "latitude": 52.25, "active": true, "country": null, "retry_count": 0},
             {}]
            """);

    assertThat(list.receivers())
        .containsExactly(
            new ListedReceiver(
                1,
                Map.of("name", "A", "latitude", "52.25", "active", "true", "retry_count", "0"),
                ""),
            new ListedReceiver(2, Map.of(), ""));
    assertThat(list.offline()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[1]",
        "[{\"name\":[1]}]",
        "[{\"name\":\"A\"}",
        "[{\"name\":\"A\",\"name\":\"B\"}]",
        "[] []"
      })
  void refusesOtherJson(String document) {
    assertThatThrownBy(() -> ListFormat.JSON.read(document))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("IMPORT_INVALID");
  }

  @Test
  void readsCsvWithQuotesAndTellsTheLineOfEach() {
    ReceiverList list =
        ListFormat.CSV.read(
            """
            name,url,location_name\r
            "A, ""the"" first",http://a,"two\r
            lines"\r
            \r
            B,http://b,
            C,http://c,here\
            """);

    assertThat(list.receivers())
        .containsExactly(
            new ListedReceiver(
                2,
                Map.of(
                    "name", "A, \"the\" first", "url", "http://a", "location_name", "two\r\nlines"),
                ""),
            new ListedReceiver(5, Map.of("name", "B", "url", "http://b"), ""),
            new ListedReceiver(
                6, Map.of("name", "C", "url", "http://c", "location_name", "here"), ""));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "`name\nA`|name and url are needed",
        "`name,url\nA`|line 2 has 1 values",
        "`name,url\nA,http://a,b`|line 2 has 3 values",
        "`name,url\n\"A,http://a`|not CSV",
        "`name,url\n\"A\"b,http://a`|not CSV",
        "`name,name,url\nA,B,c`|not CSV"
      })
  void refusesOtherCsv(String document, String why) {
    assertThatThrownBy(() -> ListFormat.CSV.read(document.replace("\\n", "\n")))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining(why);
  }

  @Test
  void showsNoValuesWhereItIsLogged() {
    var listed = new ListedReceiver(3, Map.of("name", "A", "password", "hunter2"), "");

    assertThat(listed.toString()).isEqualTo("receiver A at 3");
  }
}
