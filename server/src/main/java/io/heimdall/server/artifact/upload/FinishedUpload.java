package io.heimdall.server.artifact.upload;

import io.heimdall.db.Transactions;
import io.heimdall.db.artifact.Upload;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.security.Caller;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// An upload that has been done before: it takes nothing in, and finishing it again gives the same
/// answer.
final class FinishedUpload implements UploadStream {

  private final Transactions transactions;
  private final Rights rights;
  private final Caller caller;
  private final Upload upload;

  FinishedUpload(Transactions transactions, Rights rights, Caller caller, Upload upload) {
    this.transactions = transactions;
    this.rights = rights;
    this.caller = caller;
    this.upload = upload;
  }

  @Override
  public Optional<String> contentType() {
    return Optional.empty();
  }

  @Override
  public void chunk(long offset, List<ByteBuffer> bytes, int crc32c) {
    throw ended();
  }

  @Override
  public Finished finish(Upload.Finish said) {
    if (!said.equals(upload.progress().finish())) {
      throw ended();
    }
    Rights.Seen seen =
        transactions.inTransaction(tx -> rights.find(tx, caller, upload.target().artifactId()));
    return new Finished(seen, said.sizeBytes(), upload.progress().unchanged(), true);
  }

  private FailureException ended() {
    return UploadFailures.ended(upload.id(), upload.progress().state(), "");
  }

  @Override
  public long pause() {
    return upload.progress().persistedBytes();
  }

  @Override
  public void abandon() {}

  @Override
  public void close() {}
}
