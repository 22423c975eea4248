package io.heimdall.db.artifact.usage;

/// Bytes of artifacts that came and went.
///
/// @param uploads through a server
/// @param signedUploads by URL, which take no time
/// @param downloads through a server
public record Traffic(Transfers uploads, Transfers signedUploads, Transfers downloads) {

  /// None.
  public static final Traffic NONE = new Traffic(Transfers.NONE, Transfers.NONE, Transfers.NONE);

  /// Some that came through a server.
  ///
  /// @param transfers how much
  /// @return nothing besides
  public static Traffic uploads(Transfers transfers) {
    return new Traffic(transfers, Transfers.NONE, Transfers.NONE);
  }

  /// Some that came by URL.
  ///
  /// @param transfers how much
  /// @return nothing besides
  public static Traffic signedUploads(Transfers transfers) {
    return new Traffic(Transfers.NONE, transfers, Transfers.NONE);
  }

  /// Some that went through a server.
  ///
  /// @param transfers how much
  /// @return nothing besides
  public static Traffic downloads(Transfers transfers) {
    return new Traffic(Transfers.NONE, Transfers.NONE, transfers);
  }

  /// Adds more.
  ///
  /// @param more how much
  /// @return both together
  public Traffic plus(Traffic more) {
    return new Traffic(
        uploads.plus(more.uploads),
        signedUploads.plus(more.signedUploads),
        downloads.plus(more.downloads));
  }

  /// Takes some away that was summed too.
  ///
  /// @param some which
  /// @return the rest
  public Traffic minus(Traffic some) {
    return new Traffic(
        uploads.minus(some.uploads),
        signedUploads.minus(some.signedUploads),
        downloads.minus(some.downloads));
  }

  /// All bytes.
  ///
  /// @return both ways, in bytes
  public long bytes() {
    return uploads.bytes() + signedUploads.bytes() + downloads.bytes();
  }
}
