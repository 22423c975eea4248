package io.heimdall.server.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.heimdall.v1.ArtifactServiceGrpc;
import io.heimdall.v1.WriteUploadRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// Reads what is uploaded with one copy of the transport's bytes: a message's bytes are its own,
/// and its chunk is a part of them.
final class UploadReading implements MethodDescriptor.Marshaller<WriteUploadRequest> {

  private static final MethodDescriptor.Marshaller<WriteUploadRequest> USUAL =
      ProtoUtils.marshaller(WriteUploadRequest.getDefaultInstance());

  /// Reads requests of uploads.
  UploadReading() {}

  /// The same service, whose uploads are read so.
  static ServerServiceDefinition of(ServerServiceDefinition service) {
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(service.getServiceDescriptor().getName())
            .setSchemaDescriptor(service.getServiceDescriptor().getSchemaDescriptor());
    List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
    for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
      ServerMethodDefinition<?, ?> read = of(method);
      methods.add(read);
      descriptor.addMethod(read.getMethodDescriptor());
    }
    var made = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(made::addMethod);
    return made.build();
  }

  @SuppressWarnings("unchecked") // The name of a method tells its messages.
  private static ServerMethodDefinition<?, ?> of(ServerMethodDefinition<?, ?> method) {
    return method
            .getMethodDescriptor()
            .getFullMethodName()
            .equals(ArtifactServiceGrpc.getWriteUploadMethod().getFullMethodName())
        ? read((ServerMethodDefinition<WriteUploadRequest, ?>) method)
        : method;
  }

  private static <R> ServerMethodDefinition<WriteUploadRequest, R> read(
      ServerMethodDefinition<WriteUploadRequest, R> method) {
    MethodDescriptor<WriteUploadRequest, R> usual = method.getMethodDescriptor();
    return ServerMethodDefinition.create(
        usual.toBuilder(new UploadReading(), usual.getResponseMarshaller()).build(),
        method.getServerCallHandler());
  }

  @Override
  public InputStream stream(WriteUploadRequest value) {
    return USUAL.stream(value);
  }

  @Override
  public WriteUploadRequest parse(InputStream stream) {
    try {
      byte[] bytes =
          stream instanceof KnownLength
              ? stream.readNBytes(stream.available())
              : stream.readAllBytes();
      CodedInputStream coded = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
      coded.enableAliasing(true);
      WriteUploadRequest request = WriteUploadRequest.parser().parseFrom(coded);
      coded.checkLastTagWas(0);
      return request;
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
