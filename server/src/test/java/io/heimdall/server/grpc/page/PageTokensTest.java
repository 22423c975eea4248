package io.heimdall.server.grpc.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.acquisition.AcquisitionKey;
import io.heimdall.db.measurement.MeasurementKey;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.RecordingKey;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.v1.ListAcquisitionsRequest;
import io.heimdall.v1.ListReceiversRequest;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class PageTokensTest {
  private static final ListReceiversRequest QUERY =
      ListReceiversRequest.newBuilder().setDriver("kiwi").setActive(true).build();

  @Test
  void leadsOnInItsOwnQuery() {
    String token = PageTokens.issue(QUERY, "17");

    ListReceiversRequest next = QUERY.toBuilder().setPageToken(token).setPageSize(3).build();

    assertThat(PageTokens.read(next, token)).isEqualTo("17");
  }

  @Test
  void staysTheSameForEver() {
    assertThat(PageTokens.issue(QUERY, "17")).isEqualTo("AdGWnCV8lnFUajm16DE3");
  }

  @Test
  void isRefusedByAnotherQuery() {
    String token = PageTokens.issue(QUERY, "17");

    refused(QUERY.toBuilder().setDriver("http").build(), token);
    refused(QUERY.toBuilder().clearActive().build(), token);
    refused(ListAcquisitionsRequest.getDefaultInstance(), token);
  }

  @Test
  void isRefusedWhenTamperedWith() {
    byte[] bytes = Base64.getUrlDecoder().decode(PageTokens.issue(QUERY, "17"));
    for (int i = 0; i < bytes.length; i++) {
      byte[] tampered = bytes.clone();
      tampered[i] ^= 1;
      refused(QUERY, Base64.getUrlEncoder().withoutPadding().encodeToString(tampered));
    }
    refused(QUERY, "");
    refused(QUERY, "%%%");
    refused(QUERY, "AQ");
  }

  @Test
  void carriesEveryKind() {
    var at = Instant.parse("2026-08-01T12:00:00.123456Z");
    var id = UUID.fromString("0b0cf6a4-1f9e-4d6a-8a2c-3c9c1d2f7a11");
    var acquisition = new AcquisitionKey(at, id);
    var recording = new RecordingKey(at, new RecordingId(id, 7, 2));
    var measurement = new MeasurementKey(at, id, 7, 2, 3);

    assertThat(PageKeys.acquisition(PageKeys.write(acquisition))).isEqualTo(acquisition);
    assertThat(PageKeys.recording(PageKeys.write(recording))).isEqualTo(recording);
    assertThat(PageKeys.measurement(PageKeys.write(measurement))).isEqualTo(measurement);
  }

  private static void refused(com.google.protobuf.Message query, String token) {
    Assertions.assertThatExceptionOfType(FailureException.class)
        .isThrownBy(() -> PageTokens.read(query, token))
        .satisfies(e ->
            assertThat(e.failure())
                .isInstanceOf(Failure.Invalid.class)
                .extracting(Failure::reason)
                .isEqualTo(Reason.PAGE_TOKEN_INVALID));
  }
}
