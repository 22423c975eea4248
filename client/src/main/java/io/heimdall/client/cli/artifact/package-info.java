/// Artifacts as people name them, read them and keep them in files.
@NullMarked
package io.heimdall.client.cli.artifact;

import org.jspecify.annotations.NullMarked;
