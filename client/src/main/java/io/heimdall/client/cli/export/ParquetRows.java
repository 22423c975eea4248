package io.heimdall.client.cli.export;

import io.heimdall.v1.Measurement;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/// Rows as Apache Parquet: whole numbers and numbers of 64 bits, texts in UTF-8, instants in
/// microseconds of UTC, what is not there as null. Compressed by Snappy, which every reader knows.
final class ParquetRows implements RowWriter {

  /// A group of rows is held in memory until it is written.
  private static final long ROW_GROUP_BYTES = 32L << 20;

  private final ParquetWriter<Measurement> writer;

  ParquetRows(List<Column> columns, OutputStream out) throws IOException {
    Builder builder =
        new Builder(new Target(out), new ParquetSchema(columns))
            .withConf(new PlainParquetConfiguration())
            .withCodecFactory(new SnappyCodecs())
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .withRowGroupSize(ROW_GROUP_BYTES);
    for (Column column : columns) {
      // Hardly a value comes twice.
      if (column instanceof Column.Real || column instanceof Column.Time) {
        builder = builder.withDictionaryEncoding(column.name(), false);
      }
    }
    this.writer = builder.build();
  }

  @Override
  public void write(Measurement measurement) throws IOException {
    writer.write(measurement);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  private static final class Builder extends ParquetWriter.Builder<Measurement, Builder> {
    private final ParquetSchema schema;

    Builder(OutputFile file, ParquetSchema schema) {
      super(file);
      this.schema = schema;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<Measurement> getWriteSupport(ParquetConfiguration configuration) {
      return schema;
    }

    @Override
    @SuppressWarnings("deprecation") // abstract all the same
    protected WriteSupport<Measurement> getWriteSupport(
        org.apache.hadoop.conf.Configuration configuration) {
      throw new UnsupportedOperationException("Hadoop has no part in this.");
    }
  }

  /// A stream that is new and knows its place.
  private record Target(OutputStream out) implements OutputFile {

    @Override
    public PositionOutputStream create(long blockSizeHint) {
      return new Counted(out);
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
      return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }

  private static final class Counted extends PositionOutputStream {
    private final OutputStream out;
    private long position;

    Counted(OutputStream out) {
      this.out = out;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      position++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      position += length;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
