/// The hook of an installation, which is asked before files become artifacts.
@NullMarked
package io.heimdall.server.artifact.hook;

import org.jspecify.annotations.NullMarked;
