/// Receivers that deliver raw IQ as the endless body of an HTTP answer.
@NullMarked
package io.heimdall.server.receiver.http;

import org.jspecify.annotations.NullMarked;
