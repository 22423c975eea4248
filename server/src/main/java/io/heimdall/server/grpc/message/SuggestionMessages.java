package io.heimdall.server.grpc.message;

import io.heimdall.db.Page;
import io.heimdall.server.geo.Place;
import io.heimdall.server.grpc.page.Pages;
import io.heimdall.server.receiver.choice.Suggestion;
import io.heimdall.server.receiver.choice.Target;
import io.heimdall.v1.SuggestReceiversRequest;
import io.heimdall.v1.SuggestReceiversResponse;
import io.heimdall.v1.SuggestedReceiver;
import java.util.Optional;
import java.util.OptionalDouble;

/// Suggestions of receivers on the wire.
public final class SuggestionMessages {
  private static final int USUAL_COUNT = 6;

  private SuggestionMessages() {}

  /// What receivers are wanted for.
  ///
  /// @param request the wire's
  /// @return the domain's
  public static Target target(SuggestReceiversRequest request) {
    return new Target(
        request.hasNear()
            ? Optional.of(
                new Place(request.getNear().getLatitudeDeg(), request.getNear().getLongitudeDeg()))
            : Optional.empty(),
        request.getFrequencyHz(),
        request.getCount() == 0 ? USUAL_COUNT : request.getCount(),
        request.getMaxDistanceKm() == 0
            ? OptionalDouble.empty()
            : OptionalDouble.of(request.getMaxDistanceKm()),
        request.getIncludeInactive() ? Target.Which.ANY : Target.Which.ACTIVE);
  }

  /// What is suggested, as far as it fits into a message that clients take. A response that ends
  /// early tells no dilution, which is that of the whole set.
  ///
  /// @param set the domain's
  /// @return the wire's
  public static SuggestReceiversResponse of(Suggestion.Set set) {
    var response = SuggestReceiversResponse.newBuilder();
    Page<Suggestion, Integer> all = new Page<>(set.receivers(), Optional.empty());
    Optional<Integer> cut =
        Pages.fill(
            all,
            suggestion -> suggestion.receiver().id(),
            SuggestionMessages::of,
            response::addReceivers);
    if (cut.isEmpty()) {
      set.gdop().ifPresent(response::setGdop);
    }
    return response.build();
  }

  private static SuggestedReceiver of(Suggestion suggestion) {
    var message =
        SuggestedReceiver.newBuilder()
            .setReceiver(ReceiverMessages.of(suggestion.receiver()))
            .setScore(suggestion.score())
            .setUptime(suggestion.uptime())
            .addAllReasons(suggestion.reasons());
    suggestion.distanceKm().ifPresent(message::setDistanceKm);
    suggestion.bearingDeg().ifPresent(message::setBearingDeg);
    suggestion.medianSnrDb().ifPresent(message::setMedianSnrDb);
    return message.build();
  }
}
