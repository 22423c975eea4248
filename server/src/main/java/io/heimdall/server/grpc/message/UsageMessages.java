package io.heimdall.server.grpc.message;

import com.google.protobuf.Duration;
import io.heimdall.db.artifact.usage.Amount;
import io.heimdall.db.artifact.usage.CallKey;
import io.heimdall.db.artifact.usage.CallRepository.Outcome;
import io.heimdall.db.artifact.usage.Holdings;
import io.heimdall.db.artifact.usage.Traffic;
import io.heimdall.db.artifact.usage.Transfers;
import io.heimdall.server.artifact.usage.UsageQuestion;
import io.heimdall.server.artifact.usage.UsageReport;
import io.heimdall.server.grpc.page.Pages;
import io.heimdall.v1.ArtifactAmount;
import io.heimdall.v1.ArtifactCalls;
import io.heimdall.v1.ArtifactFailures;
import io.heimdall.v1.ArtifactHoldings;
import io.heimdall.v1.ArtifactTraffic;
import io.heimdall.v1.ArtifactTransfers;
import io.heimdall.v1.ArtifactTypeAmount;
import io.heimdall.v1.ArtifactTypeTraffic;
import io.heimdall.v1.ArtifactUsageDay;
import io.heimdall.v1.ArtifactUserUsage;
import io.heimdall.v1.GetArtifactUsageRequest;
import io.heimdall.v1.GetArtifactUsageResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How the store of artifacts is used, on the wire.
public final class UsageMessages {

  private static final int USUAL_ENTRIES = 20;
  private static final int MOST_ENTRIES = 100;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int NANOS_PER_MICRO = 1_000;

  private UsageMessages() {}

  /// What is asked.
  ///
  /// @param request the wire's
  /// @return the domain's
  /// @throws io.heimdall.server.failure.FailureException with TIME_RANGE_REVERSED or FIELD_INVALID
  public static UsageQuestion question(GetArtifactUsageRequest request) {
    var times =
        Times.Range.of(
            "start_time",
            request.hasStartTime() ? request.getStartTime() : null,
            "end_time",
            request.hasEndTime() ? request.getEndTime() : null);
    return new UsageQuestion(
        whose(request),
        times.from(),
        times.before(),
        request.getContentType(),
        Pages.size(request.getLimit(), USUAL_ENTRIES, MOST_ENTRIES));
  }

  private static UsageQuestion.Whose whose(GetArtifactUsageRequest request) {
    return switch (request.getByCase()) {
      case USER -> new UsageQuestion.Whose.OfUser(request.getUser());
      case EVERYBODY -> new UsageQuestion.Whose.Everybody();
      case BY_NOT_SET -> new UsageQuestion.Whose.Own();
    };
  }

  /// The answer.
  ///
  /// @param report the domain's
  /// @return the wire's
  public static GetArtifactUsageResponse of(UsageReport report) {
    var span = report.span();
    var done = report.done();
    var message =
        GetArtifactUsageResponse.newBuilder()
            .setHoldings(of(report.kept()))
            .setStartTime(Times.of(midnight(span.first())))
            .setEndTime(Times.of(midnight(span.last().plusDays(1))))
            .setTraffic(of(done.traffic()))
            .addAllContentTypes(types(done))
            .addAllCalls(calls(done.outcomes()))
            .addAllUsers(report.users().stream().map(UsageMessages::of).toList());
    if (span.user() != null) {
      message.setUser(span.user());
    }
    done.days().forEach((day, usage) -> message.addDays(of(day, usage)));
    return message.build();
  }

  private static Instant midnight(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static ArtifactHoldings of(UsageReport.Kept kept) {
    Holdings holdings = kept.holdings();
    return ArtifactHoldings.newBuilder()
        .setKept(of(holdings.kept()))
        .addAllContentTypes(types(holdings))
        .setDeleted(of(holdings.deleted()))
        .setOpenUploadCount(kept.open().count())
        .setOpenUploadBytes(kept.open().safeBytes())
        .build();
  }

  private static List<ArtifactTypeAmount> types(Holdings holdings) {
    List<ArtifactTypeAmount> types = new ArrayList<>();
    Amount others = holdings.kept();
    for (Map.Entry<String, Amount> type : holdings.contentTypes().entrySet()) {
      others = others.minus(type.getValue());
      types.add(
          ArtifactTypeAmount.newBuilder()
              .setContentType(type.getKey())
              .setAmount(of(type.getValue()))
              .build());
    }
    if (!others.equals(Amount.NONE)) {
      types.add(ArtifactTypeAmount.newBuilder().setAmount(of(others)).build());
    }
    return types;
  }

  private static List<ArtifactTypeTraffic> types(UsageReport.Done done) {
    List<ArtifactTypeTraffic> types = new ArrayList<>();
    Traffic others = done.traffic();
    for (Map.Entry<String, Traffic> type : done.types().entrySet()) {
      others = others.minus(type.getValue());
      types.add(
          ArtifactTypeTraffic.newBuilder()
              .setContentType(type.getKey())
              .setTraffic(of(type.getValue()))
              .build());
    }
    if (!others.equals(Traffic.NONE)) {
      types.add(ArtifactTypeTraffic.newBuilder().setTraffic(of(others)).build());
    }
    return types;
  }

  private static List<ArtifactCalls> calls(List<Outcome> outcomes) {
    Map<String, ArtifactCalls.Builder> methods = new TreeMap<>();
    for (Outcome outcome : outcomes) {
      var calls =
          methods.computeIfAbsent(
              outcome.method(), method -> ArtifactCalls.newBuilder().setMethod(method));
      calls.setCount(calls.getCount() + outcome.count());
      if (!outcome.reason().equals(CallKey.NONE)) {
        calls.setFailureCount(calls.getFailureCount() + outcome.count());
        calls.addFailures(
            ArtifactFailures.newBuilder().setReason(outcome.reason()).setCount(outcome.count()));
      }
    }
    return methods.values().stream().map(ArtifactCalls.Builder::build).toList();
  }

  private static ArtifactUsageDay of(LocalDate day, UsageReport.Day usage) {
    return ArtifactUsageDay.newBuilder()
        .setStartTime(Times.of(midnight(day)))
        .setTraffic(of(usage.traffic()))
        .setCallCount(usage.calls().count())
        .setFailureCount(usage.calls().failed())
        .build();
  }

  private static ArtifactUserUsage of(UsageReport.User user) {
    return ArtifactUserUsage.newBuilder()
        .setUser(user.name())
        .setKept(of(user.kept()))
        .setTraffic(of(user.traffic()))
        .setCallCount(user.calls().count())
        .setFailureCount(user.calls().failed())
        .build();
  }

  private static ArtifactAmount of(Amount amount) {
    return ArtifactAmount.newBuilder()
        .setArtifactCount(amount.artifacts())
        .setVersionCount(amount.versions())
        .setContentBytes(amount.contentBytes())
        .setStoredBytes(amount.storedBytes())
        .build();
  }

  private static ArtifactTraffic of(Traffic traffic) {
    return ArtifactTraffic.newBuilder()
        .setUploads(of(traffic.uploads()))
        .setSignedUploads(of(traffic.signedUploads()))
        .setDownloads(of(traffic.downloads()))
        .build();
  }

  private static ArtifactTransfers of(Transfers transfers) {
    return ArtifactTransfers.newBuilder()
        .setCount(transfers.count())
        .setBytes(transfers.bytes())
        .setTime(
            Duration.newBuilder()
                .setSeconds(transfers.micros() / MICROS_PER_SECOND)
                .setNanos((int) (transfers.micros() % MICROS_PER_SECOND) * NANOS_PER_MICRO))
        .build();
  }
}
