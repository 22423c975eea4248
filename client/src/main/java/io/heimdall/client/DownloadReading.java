package io.heimdall.client;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.heimdall.v1.ArtifactServiceGrpc;
import io.heimdall.v1.DownloadArtifactRequest;
import io.heimdall.v1.DownloadArtifactResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Reads what is downloaded with one copy: a message's bytes are its own, and its chunk is a part
/// of them.
final class DownloadReading implements MethodDescriptor.Marshaller<DownloadArtifactResponse> {

  /// The method, so read.
  static final MethodDescriptor<DownloadArtifactRequest, DownloadArtifactResponse> METHOD =
      method();

  private static final MethodDescriptor.Marshaller<DownloadArtifactResponse> USUAL =
      ProtoUtils.marshaller(DownloadArtifactResponse.getDefaultInstance());

  private DownloadReading() {}

  private static MethodDescriptor<DownloadArtifactRequest, DownloadArtifactResponse> method() {
    var usual = ArtifactServiceGrpc.getDownloadArtifactMethod();
    return usual.toBuilder(usual.getRequestMarshaller(), new DownloadReading()).build();
  }

  @Override
  public InputStream stream(DownloadArtifactResponse value) {
    return USUAL.stream(value);
  }

  @Override
  public DownloadArtifactResponse parse(InputStream stream) {
    try {
      byte[] bytes =
          stream instanceof KnownLength
              ? stream.readNBytes(stream.available())
              : stream.readAllBytes();
      CodedInputStream coded = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
      coded.enableAliasing(true);
      DownloadArtifactResponse response = DownloadArtifactResponse.parser().parseFrom(coded);
      coded.checkLastTagWas(0);
      return response;
    } catch (InvalidProtocolBufferException e) {
      throw Status.INTERNAL
          .withDescription("the bytes are no such message")
          .withCause(e)
          .asRuntimeException();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
