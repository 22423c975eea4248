package io.heimdall.server.grpc.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.db.receiver.ReceiverSpec.Activity;
import io.heimdall.db.receiver.ReceiverSpec.Gain;
import io.heimdall.db.recording.RecordingState;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.iq.Gap;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.choice.Suggestion;
import io.heimdall.v1.AcquisitionPlan;
import io.heimdall.v1.ClockTest;
import io.heimdall.v1.Passband;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.ReceiverRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesTest {

  @Test
  void nameEveryStateAndReasonOfTheDomain() {
    assertThat(Arrays.stream(AcquisitionState.values()).map(AcquisitionMessages::of))
        .doesNotContainNull()
        .doesNotHaveDuplicates();
    assertThat(Arrays.stream(AcquisitionState.values()))
        .allSatisfy(state ->
            assertThat(AcquisitionMessages.state(AcquisitionMessages.of(state))).isEqualTo(state));
    assertThat(Arrays.stream(RecordingState.values()).map(AcquisitionMessages::of))
        .doesNotHaveDuplicates();
    assertThat(Arrays.stream(FailureReason.values()).map(ReceiverMessages::of))
        .doesNotHaveDuplicates();
    assertThat(
            Arrays.stream(Gap.Cause.values())
                .map(cause -> SampleMessages.of(new Gap(0, 1, cause)).getCause()))
        .doesNotHaveDuplicates();
  }

  @Test
  void keepWhatTheContractDoesNotMentionOfAReceiver() {
    var kept =
        new ReceiverSpec(
            "kiwi",
            "Old",
            "http://old.example.org",
            new ReceiverSpec.Location("", null),
            Activity.INACTIVE,
            new ReceiverSpec.TuningDefaults(null, null, 0, -100.0, 100.0, Gain.DRIVERS_DEFAULT),
            30,
            9);
    var message =
        Receiver.newBuilder()
            .setName("New")
            .setActive(false)
            .setRetryCount(9)
            .setGainDb(50)
            .build();

    ReceiverSpec spec = ReceiverMessages.spec(message, kept);

    assertThat(spec.name()).isEqualTo("New");
    assertThat(spec.retryCount()).isEqualTo(9);
    assertThat(spec.tuning().gain()).isEqualTo(Gain.manual(50));
    assertThat(spec.tuning().passbandLowHz()).isEqualTo(-100);
    assertThat(spec.activity()).isEqualTo(Activity.INACTIVE);
    assertThat(spec.timeoutSeconds()).isEqualTo(ReceiverSpec.DEFAULT_TIMEOUT_SECONDS);
    assertThat(spec.location().position()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    ",false,ACTIVE",
    ",true,WHEN_PROVEN",
    "true,true,ACTIVE",
    "false,true,WHEN_PROVEN",
    "false,false,INACTIVE"
  })
  void makeANewReceiverActiveUnlessTold(Boolean active, boolean whenProven, Activity expected) {
    var message = Receiver.newBuilder().setActivateWhenProven(whenProven);
    if (active != null) {
      message.setActive(active);
    }

    assertThat(ReceiverMessages.spec(message.build(), null).activity()).isEqualTo(expected);
  }

  @Test
  void keepAReceiverThatChecksMadeInactiveUntilSomebodySetsItsActivity() {
    var deactivated =
        new ReceiverSpec(
            "kiwi",
            "Down",
            "http://down.example.org",
            new ReceiverSpec.Location("", null),
            Activity.DEACTIVATED,
            ReceiverSpec.TuningDefaults.NONE,
            30,
            3);
    var shown =
        ReceiverMessages.of(
            new io.heimdall.db.receiver.Receiver(
                9, deactivated, "alice", 4, Instant.EPOCH, Instant.EPOCH, null, null, false));
    var changes = Receiver.newBuilder().setName("Still down").setActive(false).build();

    Receiver renamed =
        UpdateMask.of(FieldMask.newBuilder().addPaths("name").build()).apply(changes, shown);
    Receiver off =
        UpdateMask.of(FieldMask.newBuilder().addPaths("active").build()).apply(changes, shown);

    assertThat(shown.getDeactivatedByChecks()).isTrue();
    assertThat(shown.getActive()).isFalse();
    assertThat(ReceiverMessages.spec(renamed, deactivated).activity())
        .isEqualTo(Activity.DEACTIVATED);
    assertThat(ReceiverMessages.spec(off, deactivated).activity()).isEqualTo(Activity.INACTIVE);
    assertThat(ReceiverMessages.spec(renamed, null).activity())
        .as("only the server says so")
        .isEqualTo(Activity.INACTIVE);
  }

  @Test
  void showHowAReceiverDidOfLate() {
    var test =
        new io.heimdall.db.clock.ClockTest(
            7,
            Instant.EPOCH,
            "DCF77",
            77_500,
            new io.heimdall.db.clock.ClockTest.Failure("NO_IQ", "nothing came"),
            new io.heimdall.db.clock.ClockTest.Carrier(0.02, 0.001, 0.25, 48.0),
            new io.heimdall.db.clock.ClockTest.Marks(19, 12.5, 3.0),
            99.0);

    ReceiverRecord shown =
        RecordMessages.of(
            new io.heimdall.db.receiver.ReceiverRecord(
                0.5,
                0.25,
                new io.heimdall.db.receiver.ReceiverRecord.Snr(Instant.EPOCH, 12.5),
                test));
    ReceiverRecord nothing = RecordMessages.of(io.heimdall.db.receiver.ReceiverRecord.NONE);

    assertThat(nothing).isEqualTo(ReceiverRecord.getDefaultInstance());
    assertThat(shown)
        .isEqualTo(
            ReceiverRecord.newBuilder()
                .setUptime24H(0.5)
                .setUptime7D(0.25)
                .setLastSnrDb(12.5)
                .setLastSnrTime(Timestamp.getDefaultInstance())
                .setLastClockTest(
                    ClockTest.newBuilder()
                        .setReceiverId(7)
                        .setTestTime(Timestamp.getDefaultInstance())
                        .setStation("DCF77")
                        .setCarrierFrequencyHz(77_500)
                        .setFailureReason(io.heimdall.v1.FailureReason.FAILURE_REASON_NO_IQ)
                        .setMessage("nothing came")
                        .setCarrierOffsetHz(0.02)
                        .setCarrierOffsetSigmaHz(0.001)
                        .setClockErrorPpm(0.25)
                        .setCn0Dbhz(48)
                        .setSecondMarks(19)
                        .setSecondMarkOffsetUs(12.5)
                        .setSecondMarkSigmaUs(3)
                        .setScore(99))
                .build());
  }

  @Test
  void changeOnlyTheFieldsOfTheMask() {
    var before = Receiver.newBuilder().setName("a").setUrl("u").setActivateWhenProven(true);
    before.getPositionBuilder().setLatitudeDeg(1);
    var changes = Receiver.newBuilder().setName("b").setUrl("v").setActive(true);
    var mask = FieldMask.newBuilder().addPaths("name").addPaths("position").addPaths("active");

    Receiver merged = UpdateMask.of(mask.build()).apply(changes.build(), before.build());

    assertThat(merged)
        .isEqualTo(Receiver.newBuilder().setName("b").setUrl("u").setActive(true).build());
  }

  @Test
  void dropTheOtherKindOfGainWhereOneIsSet() {
    var manual = Receiver.newBuilder().setGainDb(30).build();
    var automatic = Receiver.newBuilder().setAutomaticGain(true).build();

    assertThat(update("automatic_gain", automatic, manual)).isEqualTo(automatic);
    assertThat(update("gain_db", manual, automatic)).isEqualTo(manual);
    assertThat(update("gain_db", automatic, manual)).isEqualTo(Receiver.getDefaultInstance());
  }

  @Test
  void takeAPositionThatSomebodySaysForHis() {
    var told = Receiver.newBuilder().setPositionFromReceiver(true);
    told.getPositionBuilder().setLatitudeDeg(1);
    var said = Receiver.newBuilder();
    said.getPositionBuilder().setLatitudeDeg(2);

    assertThat(update("position", said.build(), told.build())).isEqualTo(said.build());
    assertThat(ReceiverMessages.spec(told.build(), ReceiverMessages.spec(said.build(), null)))
        .matches(spec -> spec.location().told());
    assertThat(ReceiverMessages.spec(told.build(), null))
        .matches(spec -> !spec.location().told(), "only the server says so");
  }

  private static Receiver update(String field, Receiver changes, Receiver before) {
    return UpdateMask.of(FieldMask.newBuilder().addPaths(field).build()).apply(changes, before);
  }

  @Test
  void haveAReceiverWaitForProofUnlessItIsToBeActive() {
    var active = Receiver.newBuilder().setActive(true).build();
    var deactivated = Receiver.newBuilder().setActive(false).setDeactivatedByChecks(true).build();
    var waiting = Receiver.newBuilder().setActive(false).setActivateWhenProven(true).build();

    assertThat(changed("activate_when_proven", waiting, active)).isEqualTo(waiting);
    assertThat(changed("activate_when_proven", waiting, deactivated)).isEqualTo(waiting);
    assertThat(changed("activate_when_proven", Receiver.getDefaultInstance(), active))
        .isEqualTo(active);
    var both = FieldMask.newBuilder().addPaths("activate_when_proven").addPaths("active").build();
    var contradiction = waiting.toBuilder().setActive(true).build();
    assertThat(
            ReceiverMessages.wanted(UpdateMask.of(both).apply(contradiction, waiting))
                .spec()
                .activity())
        .isEqualTo(Activity.ACTIVE);
  }

  private static Receiver changed(String field, Receiver changes, Receiver before) {
    return UpdateMask.of(FieldMask.newBuilder().addPaths(field).build()).apply(changes, before);
  }

  /// A receiver with its longest URL takes more than 2 kB.
  @Test
  void suggestNoMoreThanFitsIntoAMessage() {
    var spec =
        new ReceiverSpec(
            "http",
            "Long",
            "http://" + "x".repeat(1_990),
            new ReceiverSpec.Location("", null),
            Activity.ACTIVE,
            ReceiverSpec.TuningDefaults.NONE,
            30,
            3);
    var all =
        IntStream.rangeClosed(1, 1_000)
            .mapToObj(id ->
                new io.heimdall.db.receiver.Receiver(
                    id, spec, "alice", 1, Instant.EPOCH, Instant.EPOCH, null, null, false))
            .map(receiver ->
                new Suggestion(
                    receiver,
                    1,
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    1,
                    OptionalDouble.empty(),
                    List.of("It is near.")))
            .toList();

    var cut = SuggestionMessages.of(new Suggestion.Set(all, OptionalDouble.of(1.5)));
    var whole =
        SuggestionMessages.of(new Suggestion.Set(all.subList(0, 400), OptionalDouble.of(1.5)));

    assertThat(cut.getReceiversCount()).isBetween(450, 550);
    assertThat(cut.getSerializedSize()).isLessThan(1_100_000);
    assertThat(cut.hasGdop()).as("it would be that of others").isFalse();
    assertThat(whole.getReceiversCount()).isEqualTo(400);
    assertThat(whole.getGdop()).isEqualTo(1.5);
  }

  @Test
  void refuseAMaskThatNamesNothingOrWhatCannotBeSet() {
    assertThatThrownBy(() -> UpdateMask.of(FieldMask.getDefaultInstance()))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("UPDATE_MASK_INVALID");
    assertThatThrownBy(() -> UpdateMask.of(FieldMask.newBuilder().addPaths("owner").build()))
        .hasMessageContaining("'owner' cannot be changed; activate_when_proven, active");
  }

  @Test
  void readAPlanAndShowItAgain() {
    var message =
        AcquisitionPlan.newBuilder()
            .addCenterFrequenciesHz(77_500)
            .setSampleRateHz(12_000)
            .setGainDb(40)
            .addReceiverIds(3)
            .addReceiverIds(1)
            .setMinReceivers(2)
            .putLabels("purpose", "test")
            .setPassband(Passband.newBuilder().setLowHz(-500).setHighHz(500));
    message.getDurationBuilder().setSeconds(10).setNanos(5);

    AcquisitionPlan shown = AcquisitionMessages.of(AcquisitionMessages.plan(message.build()));

    assertThat(shown).isEqualTo(message.build());
  }

  @Test
  void dateTimesBeforeTheEpochRight() {
    assertThat(Times.ofUnixNanos(-1))
        .isEqualTo(Timestamp.newBuilder().setSeconds(-1).setNanos(999_999_999).build());
    assertThat(Times.read("at", Times.of(Instant.EPOCH))).isEqualTo(Instant.EPOCH);
  }

  @Test
  void refuseTimesNoCalendarHas() {
    var never = Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).build();

    assertThatThrownBy(() -> Times.read("start_from", never))
        .hasMessageContaining("FIELD_INVALID: start_from must lie in the years 1 to 9999");
  }

  @Test
  void refuseEtagsThatWereNeverGiven() {
    assertThat(Etags.read("")).isEmpty();
    assertThat(Etags.read(Etags.of(7))).hasValue(7);
    assertThat(Etags.read("7")).hasValue(7);
    assertThatThrownBy(() -> Etags.read("W/\"x\"")).hasMessageContaining("ETAG_MISMATCH");
  }
}
