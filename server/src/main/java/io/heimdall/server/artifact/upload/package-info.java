/// Uploads: bytes on their way to become a version of an artifact, kept safe part by part, so that
/// whoever is cut off goes on where it was, with this or another server.
@NullMarked
package io.heimdall.server.artifact.upload;

import org.jspecify.annotations.NullMarked;
