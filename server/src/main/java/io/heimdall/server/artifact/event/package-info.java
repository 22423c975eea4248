/// What happens to artifacts, told to those who follow it.
@NullMarked
package io.heimdall.server.artifact.event;

import org.jspecify.annotations.NullMarked;
