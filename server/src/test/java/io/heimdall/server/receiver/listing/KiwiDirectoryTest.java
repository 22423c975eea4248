package io.heimdall.server.receiver.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.failure.FailureException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KiwiDirectoryTest {

  private static final String PAGE =
      """
      <html><body><a href='/about'>about</a>
      <div class='cl-entry seq_1 snr_all_40'>
       <a href='http://kiwi.example.org:8073' target='_blank'><img src='a.png'></a>
       <div class='cl-info'>
        <!-- id=c4f312a0a6ef -->
        <!-- offline=no -->
        <!-- name=Test &amp; SDR | Weston&#39;s &#x1f4e1; -->
        <!-- sdr_hw=KiwiSDR 2 v1.902 -->
        <!-- bands=10000-30000000 -->
        <!-- users=2 -->
        <!-- gps=(51.345600, -2.976500) -->
        <!-- loc=Weston-super-Mare, United Kingdom -->
        <!-- snr=40,38 --> <!-- something=new -->
       </div>
      </div>
      <div class="cl-entry cl-offline">
       <a href="http://gone.example.org:8073">x</a>
       <!-- name=Gone --><!-- offline=yes -->
      </div>
      <div class='cl-entry'>
       <!-- name=Default --> <!-- gps=(-37.631120, 176.172210) -->
       <a href='https://22.proxy.kiwisdr.com:443/'>x</a>
      </div>
      </body></html>
      """;

  private static final String SCRIPT =
      """
      // KiwiSDR.com receiver list
      var kiwisdr_com =
      [
        {"id":"1","status":"active","offline":"no","name":"A\tB","bands":"0-30000000",
         "gps":"(0.000000, 0.000000)","loc":"Mishima, Japan","url":"http://A.example:8073/"},
        {"name":"","bands":"144000-148000","url":"http://b.example:8074","users":3,},
        {"name":"Off","status":"offline","url":"http://c.example"},
      ]
      ;
      """;

  @Test
  void readsThePage() {
    ReceiverList list = ListFormat.KIWI_DIRECTORY.read(PAGE);

    assertThat(list.receivers())
        .containsExactly(
            new ListedReceiver(
                1,
                Map.of(
                    "driver", "kiwi",
                    "activate_when_proven", "true",
                    "name", "Test & SDR | Weston's \ud83d\udce1",
                    "url", "http://kiwi.example.org:8073",
                    "location_name", "Weston-super-Mare, United Kingdom",
                    "country", "GB",
                    "latitude", "51.3456",
                    "longitude", "-2.9765",
                    "min_frequency_hz", "10000",
                    "max_frequency_hz", "30000000"),
                "Test & SDR | Weston's \ud83d\udce1 (kiwi.example.org:8073)"),
            new ListedReceiver(
                3,
                Map.of(
                    "driver", "kiwi",
                    "activate_when_proven", "true",
                    "name", "Default",
                    "url", "https://22.proxy.kiwisdr.com:443"),
                "Default (22.proxy.kiwisdr.com:443)"));
    assertThat(list.offline())
        .containsExactly(new LeftOut(2, "Gone", "the directory says it is offline"));
  }

  @Test
  void readsTheScript() {
    ReceiverList list = ListFormat.KIWI_DIRECTORY.read(SCRIPT);

    assertThat(list.receivers()).hasSize(2);
    assertThat(list.receivers().getFirst().fields())
        .containsEntry("name", "A B")
        .containsEntry("url", "http://A.example:8073")
        .containsEntry("country", "JP")
        .containsEntry("min_frequency_hz", "0")
        .doesNotContainKey("latitude");
    assertThat(list.receivers().getLast().fields())
        .as("named by its address, and its band in kHz as it once was")
        .containsEntry("name", "b.example:8074")
        .containsEntry("min_frequency_hz", "144000000")
        .containsEntry("max_frequency_hz", "148000000");
    assertThat(list.offline()).extracting(LeftOut::place).containsExactly(3);
  }

  @Test
  void refusesAPageOfAnotherKind() {
    assertThatThrownBy(() -> ListFormat.KIWI_DIRECTORY.read("<html>nothing</html>"))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("IMPORT_INVALID");
    assertThatThrownBy(() -> ListFormat.KIWI_DIRECTORY.read("var kiwisdr_com = [{\"a\":"))
        .hasMessageContaining("cannot be read");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Bern, Switzerland|CH",
        "Conway, Arkansas, USA|US",
        "Enschede, the Netherlands|NL",
        "Cardiff / Wales|GB",
        "Japan|JP",
        "Atlanta, Georgia|",
        "Example, Michigan|",
        "Near Tarlee, South Australia|",
        "Germany is here|",
        ",|",
        "IT|"
      })
  void namesACountryOnlyWhereItIsClear(String place, String code) {
    assertThat(Countries.of(place).orElse(null)).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"&lt;b&gt;|<b>", "&nosuch; &|&nosuch; &", "&#1234567;|&#1234567;", "&#36;1|$1"})
  void replacesWhatStandsForACharacter(String page, String text) {
    assertThat(HtmlText.unescape(page)).isEqualTo(text);
  }
}
