/// Numbers with units as people write them, without loss: decimal arithmetic throughout.
@NullMarked
package io.heimdall.client.cli.units;

import org.jspecify.annotations.NullMarked;
