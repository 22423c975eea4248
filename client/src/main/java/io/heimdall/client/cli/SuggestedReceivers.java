package io.heimdall.client.cli;

import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.units.GeoPoint;
import io.heimdall.client.cli.units.Units;
import io.heimdall.v1.Position;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.SuggestReceiversRequest;
import io.heimdall.v1.SuggestedReceiver;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Receivers as the server suggests them, for a plan that names none.
final class SuggestedReceivers {

  private static final int MOST = 1000;

  private final HeimdallClient client;
  private final @Nullable GeoPoint near;

  /// @param near where the transmitter is thought to be; null where not known
  SuggestedReceivers(HeimdallClient client, @Nullable GeoPoint near) {
    this.client = client;
    this.near = near;
  }

  /// The best that cover every frequency, in the order that suits the first one.
  ///
  /// @param frequenciesHz the frequencies, one at least
  /// @param count how many at most
  /// @return one at least
  List<Receiver> forAll(List<Long> frequenciesHz, int count) {
    boolean single = frequenciesHz.size() == 1;
    List<Receiver> first = suggested(frequenciesHz.getFirst(), single ? count : MOST);
    Set<Integer> usable =
        first.stream().map(Receiver::getReceiverId).collect(Collectors.toCollection(HashSet::new));
    for (long frequencyHz : frequenciesHz.subList(1, frequenciesHz.size())) {
      usable.retainAll(suggested(frequencyHz, MOST).stream().map(Receiver::getReceiverId).toList());
    }
    List<Receiver> chosen =
        first.stream().filter(one -> usable.contains(one.getReceiverId())).limit(count).toList();
    if (chosen.isEmpty()) {
      throw new CommandFailure(
          "No active receiver covers %s. 'heimdall receivers check' finds out which deliver."
              .formatted(
                  frequenciesHz.stream().map(Units::frequency).collect(Collectors.joining(", "))));
    }
    return chosen;
  }

  private List<Receiver> suggested(long frequencyHz, int count) {
    var request = SuggestReceiversRequest.newBuilder().setFrequencyHz(frequencyHz).setCount(count);
    if (near != null) {
      request.setNear(position(near));
    }
    return client.receivers().suggest(request.build()).getReceiversList().stream()
        .map(SuggestedReceiver::getReceiver)
        .toList();
  }

  static Position position(GeoPoint point) {
    return Position.newBuilder()
        .setLatitudeDeg(point.latitudeDeg())
        .setLongitudeDeg(point.longitudeDeg())
        .build();
  }
}
