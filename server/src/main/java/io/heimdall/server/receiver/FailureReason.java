package io.heimdall.server.receiver;

import java.util.Arrays;

/// Why one receiver did not deliver, as stored, sent and shown. Names are part of the contract.
public enum FailureReason {
  /// No connection: name not found, refused, no route.
  UNREACHABLE(true),
  /// Connected, but silent for too long.
  TIMEOUT(true),
  /// All channels are taken.
  BUSY(true),
  /// The receiver's operator does not let programs like this one in.
  REFUSED(false),
  /// The password is wrong or missing.
  PASSWORD(false),
  /// The operator has switched the receiver off, or it is being serviced.
  DOWN(true),
  /// The daily time this address may listen is used up; trying again makes it worse.
  QUOTA(false),
  /// The receiver answers but delivers no IQ.
  NO_IQ(false),
  /// The operator masks this frequency.
  MASKED(false),
  /// The frequency lies outside what the receiver covers.
  OUT_OF_BAND(false),
  /// The receiver cannot deliver the requested sample rate.
  RATE(false),
  /// What came is not what the protocol says.
  BAD_DATA(false),
  /// The connection ended in the middle.
  DISCONNECTED(true),
  /// Fewer samples than asked for, and no other reason known; what came is kept.
  SHORT(true),
  /// The samples could not be stored.
  STORAGE(true),
  /// A user cancelled the acquisition.
  CANCELLED(false),
  /// The server stopped while it was receiving.
  INTERRUPTED(true),
  /// No server was there in its window.
  MISSED(false),
  /// It delivers, but the carrier that a test of its clock listens to is not heard.
  NO_CARRIER(true),
  /// A fault of the server itself.
  INTERNAL(false);

  private final boolean passing;

  FailureReason(boolean passing) {
    this.passing = passing;
  }

  /// Whether the same attempt may succeed later.
  ///
  /// @return true for a reason that passes
  public boolean passing() {
    return passing;
  }

  /// Finds a reason by its name as stored; one that a newer server wrote is a reason this one
  /// cannot explain.
  ///
  /// @param name the name
  /// @return the reason; INTERNAL where there is none of that name
  public static FailureReason named(String name) {
    return Arrays.stream(values())
        .filter(reason -> reason.name().equals(name))
        .findFirst()
        .orElse(INTERNAL);
  }
}
