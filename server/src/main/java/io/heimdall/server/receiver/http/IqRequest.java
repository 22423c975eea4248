package io.heimdall.server.receiver.http;

import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Tuning;
import java.net.URI;
import java.util.Locale;

/// What one receiver is asked for.
///
/// @param target the receiver
/// @param tuning what is wanted of it
/// @param url where its samples are
record IqRequest(ReceiverTarget target, Tuning tuning, URI url) {

  /// What is asked for where a plan leaves the rate to the receiver.
  private static final double DEFAULT_RATE_HZ = 12_500;

  private static final String PATH = "/iq";

  /// Works out the URL.
  static IqRequest of(ReceiverTarget target, Tuning tuning) throws ReceiverFailure {
    long tuneHz = tuning.centerFrequencyHz() - target.frequencyOffsetHz();
    if (tuneHz < 0) {
      throw new ReceiverFailure(
          FailureReason.OUT_OF_BAND,
          target
              + " has a converter that adds "
              + target.frequencyOffsetHz()
              + " Hz and cannot reach "
              + tuning.centerFrequencyHz()
              + " Hz");
    }
    URI base = target.url();
    String path = base.getRawPath() == null ? "" : base.getRawPath().replaceFirst("/+$", "");
    String url =
        String.format(
            Locale.ROOT,
            "%s://%s%s%s?tune=%d&rate=%.0f",
            base.getScheme(),
            base.getRawAuthority(),
            path,
            PATH,
            tuneHz,
            askedRateHz(tuning));
    return new IqRequest(target, tuning, URI.create(url));
  }

  /// The receiver whose samples are at a URL, by the one that it would be registered with.
  static URI receiverOf(URI samples) {
    String path = samples.getRawPath() == null ? "" : samples.getRawPath();
    String base = path.endsWith(PATH) ? path.substring(0, path.length() - PATH.length()) : path;
    return URI.create(samples.getScheme() + "://" + samples.getRawAuthority() + base);
  }

  /// The rate in the request.
  double rateHz() {
    return askedRateHz(tuning);
  }

  /// Whether the plan insists on the rate.
  boolean insistsOnRate() {
    return tuning.sampleRateHz() != 0;
  }

  /// Path and query of a URL, as a request line wants them.
  static String pathAndQuery(URI url) {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }

  private static double askedRateHz(Tuning tuning) {
    return tuning.sampleRateHz() == 0 ? DEFAULT_RATE_HZ : tuning.sampleRateHz();
  }
}
