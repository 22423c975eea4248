package io.heimdall.client.encryption;

import com.google.protobuf.ByteString;
import io.heimdall.client.ArtifactDownload;
import io.heimdall.client.ArtifactDownloads;
import io.heimdall.client.UploadContent;
import io.heimdall.v1.ArtifactVersion;
import io.heimdall.v1.DownloadArtifactRequest;
import io.heimdall.v1.DownloadChunk;
import io.heimdall.v1.DownloadInfo;
import java.io.IOException;
import java.util.HexFormat;

/// The content of an encrypted version, or a range of it, as it comes. No byte is handed out before
/// the frame that holds it has proved to be the one that was written there. That the end is the end
/// is proved by the last frame, and so by a range that reaches it; of a whole version the SHA-256
/// of what is stored is checked too, before [#next] says that nothing more comes.
///
/// One frame is kept in memory, beside what the connection holds. One thread reads; any thread may
/// close.
public final class EncryptedDownload implements AutoCloseable {

  private final EncryptionKey key;
  private final DownloadInfo info;
  private final DecryptedRange range;
  private final ArtifactDownload download;
  private int skippedBytes;
  private ByteString rest = ByteString.EMPTY;

  private EncryptedDownload(
      ArtifactDownloads downloads, DownloadArtifactRequest request, EncryptionKey key, Start start)
      throws IOException {
    this.key = key;
    this.info = start.info();
    this.range =
        new DecryptedRange(
            key,
            start.bytes(),
            info.getVersion().getSizeBytes(),
            request.getOffset(),
            request.getLimit());
    boolean whole = range.isWhole();
    this.skippedBytes = whole ? Layout.HEADER_BYTES : 0;
    this.download =
        downloads.open(
            request.toBuilder()
                .setVersion(info.getVersion().getVersion())
                .setIfEtag(info.getEtag())
                .setOffset(whole ? 0 : range.storedFrom())
                .setLimit(whole ? 0 : range.storedTo() - range.storedFrom())
                .build());
  }

  /// The first bytes of a version.
  ///
  /// @param info what they are of
  /// @param bytes the header, or less where there is not so much
  private record Start(DownloadInfo info, ByteString bytes) {

    static Start of(ArtifactDownloads downloads, DownloadArtifactRequest request) {
      DownloadArtifactRequest first =
          request.toBuilder().setOffset(0).setLimit(Layout.HEADER_BYTES).build();
      try (ArtifactDownload download = downloads.open(first)) {
        ByteString bytes = ByteString.EMPTY;
        while (download.hasNext()) {
          bytes = bytes.concat(download.next().getData());
        }
        return new Start(download.info(), bytes);
      }
    }
  }

  /// Begins to receive content. Its header is asked for first.
  ///
  /// @param downloads where it comes from
  /// @param request which bytes of the content of which version
  /// @param key what it was encrypted with
  /// @return the content, to be closed
  /// @throws DecryptionException when it is not encrypted, or not with this key
  /// @throws BehindEndException when the range begins behind the end
  public static EncryptedDownload open(
      ArtifactDownloads downloads, DownloadArtifactRequest request, EncryptionKey key)
      throws IOException {
    return new EncryptedDownload(downloads, request, key, Start.of(downloads, request));
  }

  /// What the content is of.
  ///
  /// @return the version as it is stored, encrypted
  public ArtifactVersion version() {
    return info.getVersion();
  }

  /// How many bytes the content has, those that were not asked for included.
  ///
  /// @return the size
  public long sizeBytes() {
    return range.plainBytes();
  }

  /// Whether the whole content was asked for.
  ///
  /// @return whether it was
  public boolean isWhole() {
    return range.isWhole();
  }

  /// Receives what comes next.
  ///
  /// @return bytes of the content; none where all have come
  /// @throws DecryptionException when the frame that comes next is not the one that was written
  public ByteString next() throws DecryptionException {
    ByteString _ = take(skippedBytes);
    skippedBytes = 0;
    for (int count = range.nextStoredBytes(); count > 0; count = range.nextStoredBytes()) {
      ByteString content = range.open(take(count).toByteArray());
      if (!content.isEmpty()) {
        return content;
      }
    }
    while (download.hasNext()) {
      DownloadChunk _ = download.next();
    }
    return ByteString.EMPTY;
  }

  /// The next stored bytes. Fewer come only from a download that was closed.
  private ByteString take(int count) {
    while (rest.size() < count && download.hasNext()) {
      rest = rest.concat(download.next().getData());
    }
    ByteString taken = rest.substring(0, Math.min(count, rest.size()));
    rest = rest.substring(taken.size());
    return taken;
  }

  /// Tells whether a file holds this content: it is encrypted once more for that, which gives the
  /// same bytes.
  ///
  /// @param file the content of the file
  /// @return whether what it gives has the SHA-256 of the version
  /// @throws IOException when the file cannot be read
  public boolean isOf(UploadContent file) throws IOException {
    byte[] sha256 = EncryptedContent.sha256(new EncryptedContent(file, key, range.header()));
    return HexFormat.of().formatHex(sha256).equals(info.getVersion().getSha256());
  }

  @Override
  public void close() {
    download.close();
  }
}
