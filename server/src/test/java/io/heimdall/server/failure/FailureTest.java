package io.heimdall.server.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FailureTest {

  @Test
  void refusesAReasonOfAnotherKind() {
    assertThatThrownBy(() -> new Failure.NotFound(Reason.ETAG_MISMATCH, "no"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ETAG_MISMATCH belongs to Aborted, not NotFound");
  }

  @Test
  void namesTheFieldThatIsWrong() {
    var failure = new Failure.Invalid(Reason.OUT_OF_BAND, "plan.receiver_ids[1]", "too high");

    assertThat(failure.violations())
        .isEqualTo(List.of(new FieldViolation("plan.receiver_ids[1]", "too high")));
  }

  @Test
  void keepsTheCauseInside() {
    var cause = new IllegalStateException("secret");

    FailureException thrown =
        new Failure.DataLoss(Reason.OBJECT_CORRUPT, "bytes differ").exception(cause);

    assertThat(thrown).hasCause(cause).hasMessage("OBJECT_CORRUPT: bytes differ");
    assertThat(thrown.failure().message()).doesNotContain("secret");
  }
}
