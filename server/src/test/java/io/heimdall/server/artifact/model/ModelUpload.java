package io.heimdall.server.artifact.model;

import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.Upload;
import org.jspecify.annotations.Nullable;

/// What the model knows of an upload.
final class ModelUpload {

  final String owner;
  final StartUploadRequest request;

  /// The bytes that are to come.
  final Blob blob;

  /// As it is now.
  Upload now;

  /// What finish said of it, once it is done.
  String finished = "";

  /// What has come by URL.
  @Nullable Blob written;

  ModelUpload(String owner, StartUploadRequest request, Blob blob, Upload now) {
    this.owner = owner;
    this.request = request;
    this.blob = blob;
    this.now = now;
  }
}
