package io.heimdall.server.artifact.signed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import org.junit.jupiter.api.Test;

class SignedFailuresTest {

  @Test
  void letsNoViewerWrite() {
    FailureException refused =
        catchThrowableOfType(
            FailureException.class,
            () -> SignedFailures.requireOperator(new Caller("bob", Role.VIEWER)));

    assertThat(refused.failure().reason()).isEqualTo(Reason.ROLE_TOO_SMALL);
    assertThat(refused.failure().metadata()).containsEntry("requiredRole", "OPERATOR");
    assertThatCode(() -> SignedFailures.requireOperator(new Caller("eve", Role.OPERATOR)))
        .doesNotThrowAnyException();
  }
}
