package io.heimdall.server.artifact.upload;

import io.heimdall.server.failure.FailureException;

/// What who writes an upload is told meanwhile, by several threads.
public interface UploadReplies {

  /// More bytes are safe.
  ///
  /// @param bytes how many, from the first on; never fewer than before
  void persisted(long bytes);

  /// Nothing more is taken in; told when no call is under way that could throw it.
  ///
  /// @param failure why
  void failed(FailureException failure);
}
