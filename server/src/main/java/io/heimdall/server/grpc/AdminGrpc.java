package io.heimdall.server.grpc;

import io.grpc.stub.StreamObserver;
import io.heimdall.server.admin.StorageSweep;
import io.heimdall.server.admin.SweepFinding;
import io.heimdall.server.admin.SweepOptions;
import io.heimdall.server.admin.SweepTotals;
import io.heimdall.server.grpc.call.Callers;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.server.grpc.message.Times;
import io.heimdall.server.security.Caller;
import io.heimdall.v1.AdminServiceGrpc.AdminServiceImplBase;
import io.heimdall.v1.MissingObject;
import io.heimdall.v1.ObjectFault;
import io.heimdall.v1.OrphanObject;
import io.heimdall.v1.SweepStorageRequest;
import io.heimdall.v1.SweepStorageResponse;
import io.heimdall.v1.SweepSummary;
import java.time.Duration;

/// The service of who looks after an installation.
final class AdminGrpc extends AdminServiceImplBase {
  private final StorageSweep sweep;
  private final ResponseStreams streams;

  AdminGrpc(StorageSweep sweep, ResponseStreams streams) {
    this.sweep = sweep;
    this.streams = streams;
  }

  @Override
  public void sweepStorage(
      SweepStorageRequest request, StreamObserver<SweepStorageResponse> observer) {
    Caller caller = Callers.current();
    SweepOptions options = options(request);
    streams.serve(
        observer,
        responses -> {
          SweepTotals totals =
              sweep.run(caller, options, finding -> responses.send(message(finding)));
          responses.send(SweepStorageResponse.newBuilder().setSummary(summary(totals)).build());
        });
  }

  private static SweepOptions options(SweepStorageRequest request) {
    Duration minAge =
        request.hasMinAge()
            ? Duration.ofSeconds(request.getMinAge().getSeconds(), request.getMinAge().getNanos())
            : SweepOptions.DEFAULT_MIN_AGE;
    return new SweepOptions(
        minAge, request.getExecute() ? SweepOptions.Mode.EXECUTE : SweepOptions.Mode.PLAN);
  }

  private static SweepStorageResponse message(SweepFinding finding) {
    var response = SweepStorageResponse.newBuilder();
    return switch (finding) {
      case SweepFinding.Orphan orphan -> response.setOrphan(orphan(orphan)).build();
      case SweepFinding.Missing missing -> response.setMissing(missing(missing)).build();
      case SweepFinding.Lost lost -> response.setMissing(lost(lost)).build();
    };
  }

  private static OrphanObject orphan(SweepFinding.Orphan orphan) {
    return OrphanObject.newBuilder()
        .setObjectKey(orphan.objectKey())
        .setSizeBytes(orphan.sizeBytes())
        .setModifyTime(Times.of(orphan.modifiedAt()))
        .setDeleted(orphan.deleted())
        .build();
  }

  private static MissingObject missing(SweepFinding.Missing missing) {
    return MissingObject.newBuilder()
        .setObjectKey(missing.objectKey())
        .setAcquisitionId(missing.recording().acquisitionId().toString())
        .setReceiverId(missing.recording().receiverId())
        .setHop(missing.recording().hop())
        .setFault(ObjectFault.OBJECT_FAULT_GONE)
        .build();
  }

  private static MissingObject lost(SweepFinding.Lost lost) {
    return MissingObject.newBuilder()
        .setObjectKey(lost.objectKey())
        .setArtifactId(lost.artifactId().toString())
        .setFault(
            switch (lost.fault()) {
              case GONE -> ObjectFault.OBJECT_FAULT_GONE;
              case WRONG_SIZE -> ObjectFault.OBJECT_FAULT_WRONG_SIZE;
              case DAMAGED -> ObjectFault.OBJECT_FAULT_DAMAGED;
            })
        .build();
  }

  private static SweepSummary summary(SweepTotals totals) {
    return SweepSummary.newBuilder()
        .setObjects(totals.objects())
        .setOrphans(totals.orphans())
        .setOrphanBytes(totals.orphanBytes())
        .setDeleted(totals.deleted())
        .setYoung(totals.young())
        .setMissing(totals.missing())
        .build();
  }
}
