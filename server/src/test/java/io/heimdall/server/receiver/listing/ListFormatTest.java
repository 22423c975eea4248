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
        "`name\nA`|there is no url among its 1 columns",
        "`A,http://a\nB,http://b`|there is no name among its 2 columns",
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A,http://a,hunter2\nB,http://b,x",
        "A,hunter2,hunter2\nB,b,c",
        "A,hunter2,\nB,b,c",
        "A,hunter2,,\nB,b,c,d",
        "name,url\nA,http://a,hunter2",
        "name,url,password\nA,http://a,\"hunter2\"x",
        "name,url,password\nA,http://a,\"hunter2",
        "[{\"password\": hunter2}]",
        "[{\"password\": \"hunter2}]",
        "[{\"password\": \"hunter2\" \"x\"}]",
        "[{\"password\": \"hunter2\\q\"}]",
        "[{\"password\": [\"hunter2\"]}]"
      })
  void repeatsNoValueOfWhatItRefuses(String document) {
    assertThatThrownBy(() -> ListFormat.of(document).read(document))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure().toString()).doesNotContain("hunter2"))
        .hasMessageContaining("IMPORT_INVALID")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void cutsWhatItTellsOfAnEntry() {
    var entry = new LeftOut(1, "x".repeat(198) + "\ud83d\udce1" + "x", "y".repeat(501));

    assertThat(entry.name()).isEqualTo("x".repeat(198) + "…");
    assertThat(entry.message()).hasSize(500).endsWith("y…");
    var whole = new LeftOut(1, "x".repeat(200), "y".repeat(500));
    assertThat(whole.name()).hasSize(200).doesNotContain("…");
    assertThat(whole.message()).hasSize(500).doesNotContain("…");
  }

  @Test
  void showsNoValuesWhereItIsLogged() {
    var listed = new ListedReceiver(3, Map.of("name", "A", "password", "hunter2"), "");

    assertThat(listed.toString()).isEqualTo("receiver A at 3");
  }
}
