package io.heimdall.db.courtesy;

/// Where connections to a receiver go, as all servers write it.
///
/// @param address the numeric address, followed by a slash and a name where that is needed to tell
///   receivers behind one address apart
/// @param port the port, 1 to 65535
public record ReceiverAddress(String address, int port) {

  private static final int HIGHEST_PORT = 65_535;

  /// Refuses what the database would refuse, along with everything that is written together with
  /// it.
  public ReceiverAddress {
    if (address.isEmpty() || address.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("an address is a text without zero characters");
    }
    if (port < 1 || port > HIGHEST_PORT) {
      throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
    }
  }

  @Override
  public String toString() {
    return address + " port " + port;
  }
}
