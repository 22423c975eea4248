/// The clients of the chaos harness: they start, follow, cancel and read acquisitions on whichever
/// server answers, and keep a history of every reply.
@NullMarked
package io.heimdall.server.chaos.client;

import org.jspecify.annotations.NullMarked;
