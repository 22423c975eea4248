package io.heimdall.client;

import com.google.protobuf.ByteString;
import io.heimdall.v1.UploadFinish;
import java.io.IOException;

/// The bytes of an upload, in order, and again from where the server has them.
sealed interface UploadSource permits ContentSource, StreamSource {

  /// Goes to where the next bytes are to begin, back or ahead. Bytes that are passed over are read
  /// all the same, once, for the checksum of the whole.
  ///
  /// @param offsetBytes where; never before the greatest number that [#safe] was told
  void goTo(long offsetBytes) throws IOException;

  /// Reads the next bytes.
  ///
  /// @param mostBytes no more than so many
  /// @return the bytes; none at the end
  ByteString next(int mostBytes) throws IOException;

  /// Learns that the server keeps what comes before, so that it will not be asked for again.
  ///
  /// @param persistedBytes how many bytes
  void safe(long persistedBytes);

  /// Whether more bytes have to become safe before [#next] is called.
  boolean isFull();

  /// Tells the size and the checksum of the whole, at its end.
  ///
  /// @throws IOException when what was read is not one content, because it changed meanwhile
  UploadFinish finish() throws IOException;
}
