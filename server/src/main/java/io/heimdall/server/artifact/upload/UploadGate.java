package io.heimdall.server.artifact.upload;

/// Decides which files become versions of artifacts, when everything is known of them and nothing
/// is committed. To be used by any number of threads.
public interface UploadGate {

  /// Lets everything in.
  UploadGate OPEN =
      new UploadGate() {
        @Override
        public boolean asks() {
          return false;
        }

        @Override
        public void admit(UploadedFile file) {}
      };

  /// Whether anybody has to be asked.
  ///
  /// @return false where everything is let in
  boolean asks();

  /// Refuses what is not let in.
  ///
  /// @param file what has come
  /// @throws io.heimdall.server.failure.FailureException with UPLOAD_REFUSED, which ends the
  ///   upload, or HOOK_UNAVAILABLE, after which it can be finished again
  void admit(UploadedFile file);
}
