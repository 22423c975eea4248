package io.heimdall.client.cli.artifact;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.heimdall.v1.StartUploadRequest;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;

/// The id of a request to upload a file, the same for the same file, as it is now, and the same
/// options. So a command that is given again goes on with the upload that an earlier one began, and
/// finds the artifact that one has made.
public final class UploadRequestId {

  private static final long VERSION_MASK = 0xf000L;
  private static final long VERSION_8 = 0x8000L;
  private static final long VARIANT_MASK = 0xc000_0000_0000_0000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private UploadRequestId() {}

  /// Makes the id, a UUID of version 8 (RFC 9562, one that is made by a rule of its own).
  ///
  /// @param request what is asked for; its own request id does not count
  /// @param file the file, of which path, size and time of change count
  /// @param header what else its upload differs by from that of the bare file; empty: nothing
  /// @param attempt counts uploads of the same file, from 0
  /// @return the id
  /// @throws IOException when the file is not there
  public static String of(StartUploadRequest request, Path file, ByteString header, int attempt)
      throws IOException {
    MessageDigest digest = sha256();
    try (var sum =
        new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
      Instant changed = Files.getLastModifiedTime(file).toInstant();
      sum.writeUTF(file.toRealPath().toString());
      sum.writeLong(Files.size(file));
      sum.writeLong(changed.getEpochSecond());
      sum.writeInt(changed.getNano());
      sum.writeInt(attempt);
      header.writeTo(sum);
      CodedOutputStream message = CodedOutputStream.newInstance(sum);
      message.useDeterministicSerialization();
      request.toBuilder().clearRequestId().build().writeTo(message);
      message.flush();
    }
    ByteBuffer hash = ByteBuffer.wrap(digest.digest());
    long most = (hash.getLong() & ~VERSION_MASK) | VERSION_8;
    long least = (hash.getLong() & ~VARIANT_MASK) | VARIANT;
    return new UUID(most, least).toString();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}
