package io.heimdall.server.measurement.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.filter.FilterPredicate;
import io.heimdall.db.filter.FilterPredicate.All;
import io.heimdall.db.filter.FilterPredicate.Any;
import io.heimdall.db.filter.FilterPredicate.Compared;
import io.heimdall.db.filter.FilterPredicate.Comparison;
import io.heimdall.db.filter.FilterPredicate.Contained;
import io.heimdall.db.filter.FilterPredicate.Flag;
import io.heimdall.db.filter.FilterPredicate.Not;
import io.heimdall.db.filter.FilterPredicate.Place;
import io.heimdall.db.filter.FilterPredicate.Present;
import io.heimdall.db.filter.FilterPredicate.Real;
import io.heimdall.db.filter.FilterPredicate.Text;
import io.heimdall.db.filter.FilterPredicate.Time;
import io.heimdall.db.filter.FilterPredicate.Uuid;
import io.heimdall.db.filter.FilterPredicate.Value;
import io.heimdall.db.filter.FilterPredicate.Whole;
import io.heimdall.db.measurement.MeasurementField;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.filter.FilterExpression;
import io.heimdall.v1.Measurement;
import io.heimdall.v1.OffsetMethod;
import io.heimdall.v1.TimingClass;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeasurementFieldsTest {
  private static final FilterPredicate A = is(MeasurementField.HOP, new Whole(1));
  private static final FilterPredicate B = is(MeasurementField.HOP, new Whole(2));
  private static final FilterPredicate C = is(MeasurementField.HOP, new Whole(3));
  private static final FilterPredicate D = is(MeasurementField.HOP, new Whole(4));

  @Test
  void readsTheExampleOfTheContract() {
    assertThat(
            read(
                "snr_db >= 12.5 AND (receiver_name = \"DF0*\" OR receiver_id = 3) AND NOT"
                    + " calibrated = true"))
        .isEqualTo(
            new All(
                List.of(
                    new Compared(
                        MeasurementField.SNR_DB, Comparison.GREATER_OR_EQUAL, new Real(12.5)),
                    new Any(
                        List.of(
                            new Contained(
                                MeasurementField.RECEIVER_NAME, Place.AT_THE_START, "DF0"),
                            is(MeasurementField.RECEIVER_ID, new Whole(3)))),
                    new Not(is(MeasurementField.CALIBRATED, new Flag(true))))));
  }

  @Test
  void isAllWhereItIsEmpty() {
    assertThat(expression("")).isEmpty();
    assertThat(expression(" \n\t")).isEmpty();
  }

  @Test
  void bindsOrCloserThanAnd() {
    assertThat(read("hop=1 AND hop=2 OR hop=3 AND hop=4"))
        .isEqualTo(new All(List.of(A, new Any(List.of(B, C)), D)));
  }

  @Test
  void joinsNeighboursByAnd() {
    assertThat(read("hop=1 hop=2 OR hop=3 AND hop=4"))
        .isEqualTo(new All(List.of(new All(List.of(A, new Any(List.of(B, C)))), D)));
    assertThat(read("hop=1(hop=2)-hop=3")).isEqualTo(new All(List.of(A, B, new Not(C))));
  }

  @Test
  void negatesWhatFollows() {
    assertThat(read("NOT hop=1 OR -(hop=2 AND hop=3)"))
        .isEqualTo(new Any(List.of(new Not(A), new Not(new All(List.of(B, C))))));
    assertThat(read("snr_db=-3"))
        .isEqualTo(new Compared(MeasurementField.SNR_DB, Comparison.EQUAL, new Real(-3)));
  }

  @ParameterizedTest
  @CsvSource({
    "=,EQUAL",
    "!=,NOT_EQUAL",
    "<,LESS",
    "<=,LESS_OR_EQUAL",
    ">,GREATER",
    ">=,GREATER_OR_EQUAL"
  })
  void knowsEveryOperator(String operator, Comparison comparison) {
    for (String spaced : List.of("hop%s7", "hop %s 7", " hop\n%s\t7 ")) {
      assertThat(read(spaced.formatted(operator)))
          .isEqualTo(new Compared(MeasurementField.HOP, comparison, new Whole(7)));
    }
  }

  @Test
  void readsValuesAsWhatTheirFieldsHold() {
    var id = UUID.fromString("0190a1b2-0000-7000-8000-0000000000ff");

    assertThat(value("center_frequency_hz = 7.05e6")).isEqualTo(new Whole(7_050_000));
    assertThat(value("noise_floor_dbm_per_hz < -145")).isEqualTo(new Real(-145));
    assertThat(value("detected != false")).isEqualTo(new Flag(false));
    assertThat(value("acquisition_id = " + id)).isEqualTo(new Uuid(id));
    assertThat(value("acquisition_id = \"0190A1B2-0000-7000-8000-0000000000FF\""))
        .isEqualTo(new Uuid(id));
    assertThat(value("window_start >= 2025-11-21T10:00:00.5Z"))
        .isEqualTo(new Time(Instant.parse("2025-11-21T10:00:00.500Z")));
    assertThat(value("start_time < '2025-11-21T10:00:00+05:45'"))
        .isEqualTo(new Time(Instant.parse("2025-11-21T04:15:00Z")));
    assertThat(value("timing_class = GPS_FIT")).isEqualTo(new Text("GPS_FIT"));
    assertThat(value("timing_class = TIMING_CLASS_HOST_ARRIVAL"))
        .isEqualTo(new Text("HOST_ARRIVAL"));
    assertThat(value("offset_method = UNSPECIFIED")).isEqualTo(new Text("NONE"));
    assertThat(value("uncertainty_ns > 1e6")).isEqualTo(new Whole(1_000_000));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "DK0TEST,DK0TEST",
        "a-b_c.d:e,a-b_c.d:e",
        "\"two words\",two words",
        "'it \"is\"',it \"is\"",
        "\"say \\\"yes\\\"\",say \"yes\"",
        "\"back\\\\slash\",back\\slash",
        "\"a*b\",a*b",
        "\"\\*\",*",
        "\"x\\*\",x*",
        "\"Grüße 📡\",Grüße 📡",
        "\"%_\",%_",
        "\"'; drop table measurements; --\",'; drop table measurements; --"
      })
  void takesTextsAsTheyAreMeant(String written, String meant) {
    assertThat(value("receiver_name = " + written)).isEqualTo(new Text(meant));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "\"DF*\",AT_THE_START,DF",
        "\"*DF\",AT_THE_END,DF",
        "\"*DF*\",ANYWHERE,DF",
        "\"*\",AT_THE_END,~~",
        "\"**\",ANYWHERE,~~",
        "\"a\\\\*\",AT_THE_START,a\\",
        "\"*a\\*\",AT_THE_END,a*",
        "\"\\**\",AT_THE_START,*"
      })
  void takesWildcardsAtTheEnds(String written, Place place, String text) {
    var contained = new Contained(MeasurementField.RECEIVER_NAME, place, text);

    assertThat(read("receiver_name = " + written)).isEqualTo(contained);
    assertThat(read("receiver_name != " + written)).isEqualTo(new Not(contained));
  }

  @Test
  void asksWhetherThereIsAValue() {
    assertThat(read("snr_db:* AND -iq_object_key:*"))
        .isEqualTo(
            new All(
                List.of(
                    new Present(MeasurementField.SNR_DB),
                    new Not(new Present(MeasurementField.IQ_OBJECT_KEY)))));
  }

  @Test
  void namesAnUnknownFieldItsPlaceAndTheKnownOnes() {
    Failure.Invalid refused = refused("snr_db > 3 AND snr > 4");

    assertThat(refused.reason()).isEqualTo(Reason.FILTER_INVALID);
    assertThat(refused.message())
        .startsWith("there is no field 'snr' (at character 16); fields are acquisition_id, ")
        .contains("snr_db, ")
        .contains("uncertainty_ns")
        .doesNotContain("anchor");
    assertThat(refused.violations())
        .singleElement()
        .extracting("field")
        .isEqualTo("filter.expression");
    assertThat(refused.metadata()).containsEntry("character", "16");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "snr_db|one of =, !=, <, <=, >, >= and : after snr_db is expected at the end",
        "snr_db & 3|at character 8, where '&' stands",
        "snr_db >=|a value is expected at the end",
        "snr_db >= AND hop = 1|snr_db is compared with a number, but 'AND' stands at character 11",
        "hop = 1 AND|a field is expected at the end",
        "AND hop = 1|AND, OR and NOT are written in capitals",
        "hop = 1 or hop = 2|AND, OR and NOT are written in capitals",
        "NOT NOT hop = 1|there is no field 'NOT'",
        "(hop = 1|')' is expected at the end",
        "hop = 1)|nothing more is expected at character 8, where ')' stands",
        "()|a field is expected at character 2",
        "= 3|a field is expected at character 1",
        "hop == 3|a value is expected at character 6",
        "hop = 1.5|a whole number, but '1.5' stands at character 7",
        "hop = 99999999999999999999|a whole number",
        "hop = 1e999|a whole number",
        "snr_db = NaN|a number, but 'NaN'",
        "snr_db = Infinity|a number",
        "snr_db = 1e999|a number",
        "snr_db = 0x1p3|a number",
        "snr_db = cn0_dbhz|a number, but 'cn0_dbhz'",
        "detected = yes|true or false",
        "detected > true|detected knows = and != only, not what stands at character 10",
        "receiver_name < B|receiver_name knows = and != only",
        "timing_class = GPS|one of GPS_FIT, GPS_STALE, HOST_ARRIVAL",
        "timing_class = \"GPS*\"|one of GPS_FIT",
        "acquisition_id = 17|a UUID",
        "acquisition_id = \"0190*\"|a UUID",
        "window_start > yesterday|a time such as",
        "window_start > 2025-13-01T00:00:00Z|a time such as",
        "window_start > 2025-11-21|a time such as",
        "snr_db = \"3*\"|a number",
        "snr_db:3|'*' after ':' is expected at character 8",
        "receiver_name = \"open|the quote at character 17 is not closed",
        "receiver_name = \"open\\\"|the quote at character 17 is not closed",
        "receiver_name = DF0*|a field is expected at character 20, where '*' stands",
        "receiver_name = 📡|a value is expected at character 17, where '📡' stands",
        "anchor = 1|there is no field 'anchor'",
        "task_id = 1|there is no field 'task_id'",
        "SNR_DB > 1|there is no field 'SNR_DB'"
      })
  void refusesWhatIsWrongAndSaysWhere(String expression, String sentence) {
    assertThat(refused(expression).message()).contains(sentence);
  }

  @Test
  void refusesACharacterZero() {
    assertThat(refused("receiver_name = \"a\0b\"").message())
        .contains("character 0 stands at character 19");
    assertThat(refused("receiver_name = \"a\\\0b\"").message())
        .contains("character 0 stands at character 20");
    assertThat(refused("hop = 1\0").message()).contains("at character 8");
  }

  @Test
  void boundsDepth() {
    String deep = "(".repeat(30) + "hop=1" + ")".repeat(30);

    assertThat(read(deep)).isEqualTo(A);
    assertThat(refused("(" + deep + ")").message()).contains("deeper than 30 at character 31");
    assertThat(refused("(".repeat(4000)).message()).contains("deeper than 30");
    assertThat(refused("-(".repeat(2000)).message()).contains("deeper than 30");
  }

  @Test
  void boundsComparisons() {
    String many = String.join(" OR ", Collections.nCopies(100, "hop=1"));

    assertThat(read(many)).isInstanceOf(Any.class);
    assertThat(refused(many + " OR hop=1").message()).contains("more than 100 comparisons");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void answersAnyTextWithAConditionOrARefusal(long seed) {
    var random = new Random(seed);
    String[] pieces = {
      "snr_db",
      "hop",
      "receiver_name",
      "detected",
      "=",
      "!=",
      "<",
      ">=",
      ":",
      "*",
      "(",
      ")",
      "AND",
      "OR",
      "NOT",
      "-",
      "1",
      "-2.5e3",
      "true",
      "\"",
      "'",
      "\\",
      "\"DF*\"",
      " ",
      "\n",
      "\0",
      "📡",
      "x"
    };
    int refusals = 0;
    for (int round = 0; round < 5_000; round++) {
      var text = new StringBuilder();
      for (int n = random.nextInt(12); n >= 0; n--) {
        text.append(pieces[random.nextInt(pieces.length)]);
        text.append(random.nextBoolean() ? " " : "");
      }
      try {
        expression(text.toString());
      } catch (FailureException refusal) {
        assertThat(refusal.failure().reason()).isEqualTo(Reason.FILTER_INVALID);
        refusals++;
      }
    }
    assertThat(refusals).isBetween(1, 4_999);
  }

  @Test
  void knowsTheFieldsAndChoicesOfTheContract() {
    List<String> contract = new ArrayList<>();
    Measurement.getDescriptor().getFields().forEach(field -> contract.add(field.getName()));
    contract.remove("anchor");
    contract.addAll(List.of("timing_class", "uncertainty_ns"));

    assertThat(new MeasurementFields().names()).containsExactlyInAnyOrderElementsOf(contract);
    for (OffsetMethod method : OffsetMethod.values()) {
      if (method != OffsetMethod.UNRECOGNIZED) {
        assertThat(expression("offset_method = " + method)).isPresent();
      }
    }
    for (TimingClass timing : TimingClass.values()) {
      if (timing != TimingClass.UNRECOGNIZED && timing != TimingClass.TIMING_CLASS_UNSPECIFIED) {
        assertThat(expression("timing_class = " + timing)).isPresent();
      }
    }
  }

  private static FilterPredicate is(MeasurementField field, Value value) {
    return new Compared(field, Comparison.EQUAL, value);
  }

  private static Optional<FilterPredicate> expression(String text) {
    return FilterExpression.read(new MeasurementFields(), "filter.expression", text);
  }

  private static FilterPredicate read(String text) {
    return expression(text).orElseThrow();
  }

  private static Value value(String text) {
    return ((Compared) read(text)).value();
  }

  private static Failure.Invalid refused(String text) {
    try {
      expression(text);
    } catch (FailureException refusal) {
      return (Failure.Invalid) refusal.failure();
    }
    throw new AssertionError("read: " + text);
  }
}
