package io.heimdall.client;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.heimdall.v1.AdminServiceGrpc;
import io.heimdall.v1.SweepStorageRequest;
import io.heimdall.v1.SweepStorageResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// An administration whose sweeps find what a test says.
public final class FakeAdmin extends AdminServiceGrpc.AdminServiceImplBase {

  private final List<SweepStorageResponse> found = new CopyOnWriteArrayList<>();
  private final List<SweepStorageRequest> requests = new CopyOnWriteArrayList<>();
  private volatile @Nullable StatusRuntimeException refusal;

  FakeAdmin() {}

  /// Says what a sweep finds.
  ///
  /// @param responses in order
  public void finds(SweepStorageResponse... responses) {
    found.addAll(List.of(responses));
  }

  /// Says how a sweep ends after that.
  ///
  /// @param failure the refusal
  public void refuses(StatusRuntimeException failure) {
    refusal = failure;
  }

  /// The sweeps asked for.
  ///
  /// @return in order
  public List<SweepStorageRequest> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void sweepStorage(
      SweepStorageRequest request, StreamObserver<SweepStorageResponse> observer) {
    requests.add(request);
    found.forEach(observer::onNext);
    StatusRuntimeException failure = refusal;
    if (failure == null) {
      observer.onCompleted();
    } else {
      observer.onError(failure);
    }
  }
}
