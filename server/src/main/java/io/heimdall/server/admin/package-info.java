/// Looking after an installation.
@NullMarked
package io.heimdall.server.admin;

import org.jspecify.annotations.NullMarked;
