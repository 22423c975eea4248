package io.heimdall.server.receiver.http;

import static java.lang.Math.abs;

import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.StreamInfo;
import io.heimdall.server.receiver.wire.HttpHead;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/// Judges the head of an answer: whether it can be IQ, and of which rate.
final class IqAnswer {

  private static final double RATE_TOLERANCE = 0.01;
  private static final int OK = 200;

  private IqAnswer() {}

  /// What an answer says of its samples.
  static StreamInfo describe(IqRequest request, HttpHead head) throws ReceiverFailure {
    refuseStatus(request.target(), head.status());
    String type = head.header("content-type").orElse("").toLowerCase(Locale.ROOT);
    if (type.startsWith("text/") || type.contains("json") || type.contains("xml")) {
      throw new ReceiverFailure(
          FailureReason.BAD_DATA,
          request.target() + " answers with a page of type " + type + ", not with IQ");
    }
    Map<String, String> facts =
        head.header("x-start-time-ns")
            .filter(text -> text.matches("-?\\d{1,19}"))
            .map(text -> Map.of("stated_start_utc_ns", text))
            .orElse(Map.of());
    return info(statedRate(request, head), facts);
  }

  /// What is assumed of the samples before there is an answer.
  static StreamInfo expect(IqRequest request) {
    return info(request.rateHz(), Map.of());
  }

  private static StreamInfo info(double rateHz, Map<String, String> facts) {
    return new StreamInfo(rateHz, -rateHz / 2, rateHz / 2, OptionalDouble.empty(), false, facts);
  }

  private static double statedRate(IqRequest request, HttpHead head) throws ReceiverFailure {
    double asked = request.rateHz();
    String stated = head.header("x-sample-rate").orElse("");
    if (!stated.matches("\\d{1,9}(\\.\\d{1,9})?") || Double.parseDouble(stated) == 0) {
      return asked;
    }
    double rateHz = Double.parseDouble(stated);
    if (request.insistsOnRate() && abs(rateHz - asked) > RATE_TOLERANCE * asked) {
      throw new ReceiverFailure(
          FailureReason.RATE,
          String.format(
              Locale.ROOT,
              "%s delivers %.0f samples per second, %.0f were asked for",
              request.target(),
              rateHz,
              asked));
    }
    return rateHz;
  }

  private static void refuseStatus(ReceiverTarget target, int status) throws ReceiverFailure {
    if (status == OK) {
      return;
    }
    FailureReason reason =
        switch (status) {
          case 401 -> FailureReason.PASSWORD;
          case 403 -> FailureReason.REFUSED;
          case 404, 405, 410 -> FailureReason.NO_IQ;
          case 429, 503 -> FailureReason.BUSY;
          default -> status >= 500 ? FailureReason.DOWN : FailureReason.BAD_DATA;
        };
    throw new ReceiverFailure(reason, target + " answered with HTTP status " + status);
  }
}
