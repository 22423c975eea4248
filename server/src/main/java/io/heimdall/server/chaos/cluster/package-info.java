/// What is put under stress: servers in processes of their own, one database and one store that can
/// be restarted, receivers that count, and proxies between them.
@NullMarked
package io.heimdall.server.chaos.cluster;

import org.jspecify.annotations.NullMarked;
