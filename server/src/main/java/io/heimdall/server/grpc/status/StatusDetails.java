package io.heimdall.server.grpc.status;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Optional;

/// Reads the details of statuses that leave.
public final class StatusDetails {

  private StatusDetails() {}

  /// Why a call failed.
  ///
  /// @param status its status, not OK
  /// @param trailers what goes with it
  /// @return the reason, of the published list; the name of the code where there is none
  public static String reason(Status status, Metadata trailers) {
    var proto = StatusProto.fromStatusAndTrailers(status, trailers);
    return find(proto.getDetailsList(), ErrorInfo.class)
        .map(ErrorInfo::getReason)
        .orElse(status.getCode().name());
  }

  static <M extends Message> Optional<M> find(List<Any> details, Class<M> type) {
    for (Any detail : details) {
      if (detail.is(type)) {
        try {
          return Optional.of(detail.unpack(type));
        } catch (InvalidProtocolBufferException _) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}
