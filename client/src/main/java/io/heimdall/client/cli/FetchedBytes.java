package io.heimdall.client.cli;

import com.google.protobuf.ByteString;
import io.heimdall.client.ArtifactDownload;
import io.heimdall.client.ArtifactDownloads;
import io.heimdall.client.cli.artifact.DownloadPart;
import io.heimdall.client.encryption.EncryptedDownload;
import io.heimdall.v1.ArtifactVersion;
import io.heimdall.v1.DownloadArtifactRequest;
import java.io.IOException;

/// The bytes of a version as they come: as they are stored, or decrypted.
sealed interface FetchedBytes extends AutoCloseable {

  /// Begins to receive.
  static FetchedBytes open(
      ArtifactDownloads downloads, DownloadArtifactRequest request, ArtifactEncryption encryption)
      throws IOException {
    return encryption.key().isPresent()
        ? new Decrypted(EncryptedDownload.open(downloads, request, encryption.key().get()))
        : new Stored(downloads.open(request));
  }

  /// What they are of.
  ArtifactVersion version();

  /// How many there are, those that were not asked for included.
  long sizeBytes();

  /// The next ones; none at the end.
  ByteString next() throws IOException;

  /// Whether a file holds all of them, and nothing else.
  boolean areIn(DownloadPart part) throws IOException;

  @Override
  void close();

  /// Bytes as they are stored.
  ///
  /// @param download receives them
  record Stored(ArtifactDownload download) implements FetchedBytes {

    @Override
    public ArtifactVersion version() {
      return download.info().getVersion();
    }

    @Override
    public long sizeBytes() {
      return version().getSizeBytes();
    }

    @Override
    public ByteString next() {
      return download.hasNext() ? download.next().getData() : ByteString.EMPTY;
    }

    @Override
    public boolean areIn(DownloadPart part) throws IOException {
      return part.sha256().equals(version().getSha256());
    }

    @Override
    public void close() {
      download.close();
    }
  }

  /// Bytes that were encrypted.
  ///
  /// @param download receives and decrypts them
  record Decrypted(EncryptedDownload download) implements FetchedBytes {

    @Override
    public ArtifactVersion version() {
      return download.version();
    }

    @Override
    public long sizeBytes() {
      return download.sizeBytes();
    }

    @Override
    public ByteString next() throws IOException {
      return download.next();
    }

    @Override
    public boolean areIn(DownloadPart part) throws IOException {
      return download.isOf(part.content());
    }

    @Override
    public void close() {
      download.close();
    }
  }
}
