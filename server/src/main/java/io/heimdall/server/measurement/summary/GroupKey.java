package io.heimdall.server.measurement.summary;

/// What sets a group apart; what it is not grouped by is 0.
///
/// @param bucket the place of its bucket in the grid
/// @param receiverId the receiver
/// @param place the frequency in Hz, or else the band
/// @param hourOfDay the hour of the day
record GroupKey(int bucket, int receiverId, long place, int hourOfDay) {

  GroupKey in(int otherBucket) {
    return new GroupKey(otherBucket, receiverId, place, hourOfDay);
  }
}
