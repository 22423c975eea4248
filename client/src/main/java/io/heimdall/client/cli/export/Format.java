package io.heimdall.client.cli.export;

import java.io.IOException;
import java.io.OutputStream;

/// What a file is.
public enum Format {
  /// Comma-separated values with a line of names; what is not there is empty.
  csv,
  /// A JSON object per line; what is not there is null.
  jsonl,
  /// Apache Parquet.
  parquet;

  /// Whether it is text, which may go to a terminal or a pipe.
  ///
  /// @return true for text
  public boolean isText() {
    return this != parquet;
  }

  /// Begins a file.
  ///
  /// @param columns what stands in it
  /// @param out where to; closed with the writer
  /// @return the writer
  /// @throws IOException when it cannot be written
  public RowWriter write(Columns columns, OutputStream out) throws IOException {
    return switch (this) {
      case csv -> new CsvRows(columns.list(), out);
      case jsonl -> new JsonRows(columns.list(), out);
      case parquet -> new ParquetRows(columns.list(), out);
    };
  }
}
