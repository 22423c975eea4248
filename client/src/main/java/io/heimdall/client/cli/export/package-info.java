/// Measurements as files for other programs.
@NullMarked
package io.heimdall.client.cli.export;

import org.jspecify.annotations.NullMarked;
