/// Signal metrics computed on the fly: windows, transforms, averaged spectra and what they say
/// about a recording. Depends on the JDK and JTransforms only.
@NullMarked
package io.heimdall.server.dsp;

import org.jspecify.annotations.NullMarked;
