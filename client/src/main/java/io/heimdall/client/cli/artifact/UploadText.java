package io.heimdall.client.cli.artifact;

import io.heimdall.client.cli.display.AcquisitionText;
import io.heimdall.client.cli.display.Table;
import io.heimdall.client.cli.display.Text;
import io.heimdall.client.cli.units.Units;
import io.heimdall.v1.Upload;
import java.util.Locale;
import java.util.stream.Stream;

/// A table for uploads.
public final class UploadText {

  private UploadText() {}

  /// Lists uploads.
  ///
  /// @param uploads the uploads
  /// @return a row for each
  public static Table uploads(Stream<Upload> uploads) {
    Table table =
        new Table()
            .text("UPLOAD")
            .text("NAME")
            .text("STATE")
            .number("SAFE")
            .number("OF")
            .text("BEGUN (UTC)")
            .text("EXPIRES (UTC)");
    uploads.forEach(upload ->
        table.row(
            upload.getId(),
            upload.getName().isEmpty() ? Text.NONE : upload.getName(),
            Text.bare(upload.getState(), "UPLOAD_STATE_").toLowerCase(Locale.ROOT),
            Units.size(upload.getPersistedSize()),
            upload.hasSizeBytes() ? Units.size(upload.getSizeBytes()) : Text.NONE,
            AcquisitionText.time(upload.getCreateTime()),
            upload.hasExpireTime() ? AcquisitionText.time(upload.getExpireTime()) : Text.NONE));
    return table;
  }
}
