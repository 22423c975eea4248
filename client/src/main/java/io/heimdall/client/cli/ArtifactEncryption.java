package io.heimdall.client.cli;

import com.google.protobuf.ByteString;
import io.heimdall.client.UploadContent;
import io.heimdall.client.encryption.EncryptedContent;
import io.heimdall.client.encryption.EncryptingStream;
import io.heimdall.client.encryption.EncryptionKey;
import io.heimdall.v1.StartUploadRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What becomes of bytes on their way, where somebody has named a key.
///
/// @param key the key; empty: bytes stay as they are
record ArtifactEncryption(Optional<EncryptionKey> key) {

  private static final String ENDING = ".encrypted";

  /// Reads the key.
  ///
  /// @param file where it is; null: there is none
  static ArtifactEncryption with(@Nullable Path file) throws IOException {
    return new ArtifactEncryption(
        file == null ? Optional.empty() : Optional.of(EncryptionKey.read(file)));
  }

  /// The name of the file that comes out of one of this name.
  String encryptedName(String name) {
    return key.isEmpty() || name.isEmpty() ? name : name + ENDING;
  }

  /// The name of the file that an encrypted one of this name came out of.
  String decryptedName(String name) {
    boolean ends = name.endsWith(ENDING) && name.length() > ENDING.length();
    return key.isPresent() && ends ? name.substring(0, name.length() - ENDING.length()) : name;
  }

  /// Says of a request what its bytes are.
  StartUploadRequest typed(StartUploadRequest request) {
    if (key.isEmpty()) {
      return request;
    }
    StartUploadRequest.Builder typed = request.toBuilder();
    if (request.hasArtifact()) {
      typed.getArtifactBuilder().setContentType(EncryptedContent.MEDIA_TYPE);
    } else {
      typed.getVersionBuilder().setContentType(EncryptedContent.MEDIA_TYPE);
    }
    return typed.build();
  }

  /// What is sent of a file.
  UploadContent content(Path file) throws IOException {
    return key.isEmpty() ? UploadContent.of(file) : EncryptedContent.of(file, key.get());
  }

  /// What is sent of a stream.
  InputStream stream(InputStream in) throws IOException {
    return key.isEmpty() ? in : new EncryptingStream(in, key.get());
  }

  /// What stands before the content, and tells it from any other; empty where nothing does.
  static ByteString header(UploadContent content) {
    return content instanceof EncryptedContent encrypted ? encrypted.header() : ByteString.EMPTY;
  }

  /// The key's name; empty where there is none.
  String keyId() {
    return key.map(EncryptionKey::id).orElse("");
  }
}
