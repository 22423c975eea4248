package io.heimdall.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import io.grpc.HasByteBuffer;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.heimdall.v1.ArtifactServiceGrpc;
import io.heimdall.v1.UploadChunk;
import io.heimdall.v1.WriteUploadRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what is uploaded where the transport has it: the bytes of a chunk are not copied into its
/// message, and are there until the handler of the message returns. Where the transport does not
/// show its memory, they are copied as usual.
final class ReadInPlace implements MethodDescriptor.Marshaller<WriteUploadRequest> {

  private static final MethodDescriptor.Marshaller<WriteUploadRequest> COPYING =
      ProtoUtils.marshaller(WriteUploadRequest.getDefaultInstance());

  /// More than all that is before and behind the bytes of a chunk.
  private static final int FRAME_BYTES = 32;

  /// Where copying costs nothing.
  private static final int LEAST_BYTES = 1 << 10;

  private static final int CHUNK_TAG =
      tag(WriteUploadRequest.CHUNK_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
  private static final int OFFSET_TAG =
      tag(UploadChunk.OFFSET_FIELD_NUMBER, WireFormat.WIRETYPE_VARINT);
  private static final int DATA_TAG =
      tag(UploadChunk.DATA_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
  private static final int CRC32C_TAG =
      tag(UploadChunk.CRC32C_FIELD_NUMBER, WireFormat.WIRETYPE_FIXED32);

  /// Reads requests of uploads.
  ReadInPlace() {}

  private static int tag(int field, int wireType) {
    return field << 3 | wireType;
  }

  /// The same service, whose uploads are read in place.
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
        ? inPlace((ServerMethodDefinition<WriteUploadRequest, ?>) method)
        : method;
  }

  private static <R> ServerMethodDefinition<WriteUploadRequest, R> inPlace(
      ServerMethodDefinition<WriteUploadRequest, R> method) {
    MethodDescriptor<WriteUploadRequest, R> usual = method.getMethodDescriptor();
    return ServerMethodDefinition.create(
        usual.toBuilder(new ReadInPlace(), usual.getResponseMarshaller()).build(),
        method.getServerCallHandler());
  }

  @Override
  public InputStream stream(WriteUploadRequest value) {
    return COPYING.stream(value);
  }

  @Override
  public WriteUploadRequest parse(InputStream stream) {
    try {
      ByteString bytes = shown(stream);
      if (bytes == null) {
        return COPYING.parse(stream);
      }
      WriteUploadRequest chunk = bytes.size() < LEAST_BYTES ? null : chunk(bytes);
      return chunk == null ? WriteUploadRequest.parseFrom(bytes) : chunk;
    } catch (InvalidProtocolBufferException e) {
      throw Status.INTERNAL
          .withDescription("the bytes are no such message")
          .withCause(e)
          .asRuntimeException();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads a chunk as everybody writes it: its fields in their order, and nothing else.
  ///
  /// @return null where it is written otherwise, or no chunk
  private static @Nullable WriteUploadRequest chunk(ByteString bytes) throws IOException {
    CodedInputStream head = coded(bytes.substring(0, FRAME_BYTES));
    if (head.readTag() != CHUNK_TAG
        || head.readRawVarint32() != bytes.size() - head.getTotalBytesRead()) {
      return null;
    }
    var chunk = UploadChunk.newBuilder();
    int tag = head.readTag();
    if (tag == OFFSET_TAG) {
      chunk.setOffset(head.readInt64());
      tag = head.readTag();
    }
    int size = tag == DATA_TAG ? head.readRawVarint32() : -1;
    int first = head.getTotalBytesRead();
    int behind = bytes.size() - first - size;
    if (size < 0 || behind < 0 || behind > FRAME_BYTES) {
      return null;
    }
    CodedInputStream rest = coded(bytes.substring(first + size));
    if (behind > 0 && rest.readTag() == CRC32C_TAG) {
      chunk.setCrc32C(rest.readFixed32());
    }
    return rest.isAtEnd()
        ? WriteUploadRequest.newBuilder()
            .setChunk(chunk.setData(bytes.substring(first, first + size)))
            .build()
        : null;
  }

  private static CodedInputStream coded(ByteString bytes) {
    return CodedInputStream.newInstance(bytes.toByteArray());
  }

  /// All bytes where they are; they stay there until the stream is closed, since it could be reset.
  ///
  /// @return null where they are not shown, and nothing has been read
  private static @Nullable ByteString shown(InputStream stream) throws IOException {
    if (!(stream instanceof HasByteBuffer memory)
        || !memory.byteBufferSupported()
        || !stream.markSupported()) {
      return null;
    }
    List<ByteString> pieces = new ArrayList<>();
    stream.mark(stream.available());
    while (stream.available() > 0) {
      ByteBuffer piece = memory.getByteBuffer();
      int size = piece == null ? 0 : piece.remaining();
      if (piece == null || stream.skip(size) == 0) {
        stream.reset();
        return null;
      }
      pieces.add(UnsafeByteOperations.unsafeWrap(piece));
    }
    return ByteString.copyFrom(pieces);
  }
}
