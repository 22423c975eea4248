package io.heimdall.client.cli.export;

import io.heimdall.v1.Measurement;
import java.io.Closeable;
import java.io.IOException;

/// Writes measurements as rows. Closing it completes the file and closes what is written to.
public interface RowWriter extends Closeable {

  /// Writes one row.
  ///
  /// @param measurement what it is about
  /// @throws IOException when it cannot be written
  void write(Measurement measurement) throws IOException;
}
