package io.heimdall.server.storage;

import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// Asks the store, in S3's words, to encrypt what is written.
final class S3Encryption {

  private S3Encryption() {}

  /// Asks it of an object that is written whole.
  static void ask(StoreEncryption encryption, PutObjectRequest.Builder request) {
    switch (encryption) {
      case StoreEncryption.None _ -> {}
      case StoreEncryption.WithStoreKey _ ->
          request.serverSideEncryption(ServerSideEncryption.AES256);
      case StoreEncryption.WithManagedKey key ->
          request
              .serverSideEncryption(ServerSideEncryption.AWS_KMS)
              .ssekmsKeyId(key.id().orElse(null));
    }
  }

  /// Asks it of an object that is written in parts, with the request that begins it.
  static void ask(StoreEncryption encryption, CreateMultipartUploadRequest.Builder request) {
    switch (encryption) {
      case StoreEncryption.None _ -> {}
      case StoreEncryption.WithStoreKey _ ->
          request.serverSideEncryption(ServerSideEncryption.AES256);
      case StoreEncryption.WithManagedKey key ->
          request
              .serverSideEncryption(ServerSideEncryption.AWS_KMS)
              .ssekmsKeyId(key.id().orElse(null));
    }
  }
}
