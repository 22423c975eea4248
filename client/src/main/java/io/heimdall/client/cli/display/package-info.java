/// What people and programs see: tables, progress, JSON.
@NullMarked
package io.heimdall.client.cli.display;

import org.jspecify.annotations.NullMarked;
