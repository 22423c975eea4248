package io.heimdall.server.measurement.summary;

/// What sets a group apart; what it is not grouped by is 0.
///
/// @param bucket the place of its bucket in the grid
/// @param receiverId the receiver
/// @param place the frequency in Hz, or else the band
/// @param hourOfDay the hour of the day
record GroupKey(int bucket, int receiverId, long place, int hourOfDay)
    implements Comparable<GroupKey> {

  /// Larger than most numbers of receivers, and odd.
  private static final long SPREAD = 1_000_003;

  GroupKey in(int otherBucket) {
    return new GroupKey(otherBucket, receiverId, place, hourOfDay);
  }

  /// By time, then by the other parts in turn.
  @Override
  public int compareTo(GroupKey other) {
    int order = Integer.compare(bucket, other.bucket);
    if (order == 0) {
      order = Integer.compare(receiverId, other.receiverId);
    }
    if (order == 0) {
      order = Long.compare(place, other.place);
    }
    return order == 0 ? Integer.compare(hourOfDay, other.hourOfDay) : order;
  }

  /// Spreads small numbers, of which a record would make few hashes: 31 receivers further is a
  /// bucket further.
  @Override
  public int hashCode() {
    return Long.hashCode(((bucket * SPREAD + receiverId) * SPREAD + place) * SPREAD + hourOfDay);
  }
}
