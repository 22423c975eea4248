package io.heimdall.server.grpc.call;

import build.buf.protovalidate.Config;
import build.buf.protovalidate.ValidationResult;
import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.exceptions.ValidationException;
import com.google.protobuf.Message;

/// Holds messages to the limits the contract states. The rules run natively; the expression
/// language is left for the few that need it, which is an order of magnitude slower.
public final class RequestValidator {
  private final Validator validator =
      ValidatorFactory.newBuilder()
          .withConfig(Config.newBuilder().setEnableNativeRules(true).build())
          .build();

  /// Makes a validator; one serves any number of threads.
  public RequestValidator() {}

  /// Refuses what is outside the limits.
  ///
  /// @param message what came
  /// @throws io.heimdall.server.failure.FailureException with FIELD_INVALID and each field
  public void verify(Message message) {
    ValidationResult result;
    try {
      result = validator.validate(message);
    } catch (ValidationException e) {
      throw new IllegalStateException(
          "the constraints of " + message.getDescriptorForType().getFullName() + " do not work", e);
    }
    if (!result.isSuccess()) {
      throw Violations.failure(result.getViolations()).exception();
    }
    ZeroCharacters.refuse(message);
  }
}
