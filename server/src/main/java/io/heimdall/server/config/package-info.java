/// The configuration: which keys there are, and how they become the records the parts are given.
@NullMarked
package io.heimdall.server.config;

import org.jspecify.annotations.NullMarked;
