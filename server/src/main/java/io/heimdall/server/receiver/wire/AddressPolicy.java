package io.heimdall.server.receiver.wire;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which addresses a receiver may have. Anyone who may register a receiver makes this server
/// connect to a URL of their choice, so addresses of the host itself and of its own network are
/// refused unless an administrator allows their range.
public final class AddressPolicy implements Predicate<InetAddress> {

  private static final Pattern CIDR = Pattern.compile("([0-9a-fA-F:.]{2,45})/(\\d{1,3})");

  private static final int IPV4_BYTES = 4;

  private final List<Range> allowed;

  private AddressPolicy(List<Range> allowed) {
    this.allowed = allowed;
  }

  /// Allows public addresses only.
  ///
  /// @return the policy
  public static AddressPolicy publicOnly() {
    return new AddressPolicy(List.of());
  }

  /// Allows public addresses and some ranges.
  ///
  /// @param cidrs ranges such as `192.168.1.0/24` or `::1/128`
  /// @return the policy
  /// @throws IllegalArgumentException where one is not a range
  public static AddressPolicy publicAnd(List<String> cidrs) {
    return new AddressPolicy(cidrs.stream().map(Range::parse).toList());
  }

  @Override
  public boolean test(InetAddress address) {
    return isPublic(address)
        || allowed.stream().anyMatch(range -> range.contains(address.getAddress()));
  }

  private static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    return !(address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()
        || (bytes.length == IPV4_BYTES ? isReserved4(bytes) : isReserved6(bytes)));
  }

  /// This network, carrier-grade NAT, protocol assignments, benchmarks, and everything from 240 up.
  private static boolean isReserved4(byte[] bytes) {
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    return first == 0
        || first >= 240
        || (first == 100 && (second & 0xc0) == 64)
        || (first == 192 && second == 0 && bytes[2] == 0)
        || (first == 198 && (second & 0xfe) == 18);
  }

  /// Unique local addresses, and those that embed an IPv4 one (NAT64, 6to4, Teredo), which could be
  /// any.
  private static boolean isReserved6(byte[] bytes) {
    int group = ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
    boolean nat64 = group == 0x0064 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b;
    boolean teredo = group == 0x2001 && bytes[2] == 0 && bytes[3] == 0;
    return (group & 0xfe00) == 0xfc00 || group == 0 || group == 0x2002 || nat64 || teredo;
  }

  /// The addresses of one length that begin with the same bits.
  private record Range(BigInteger prefix, int prefixBits, int addressBits) {

    static Range parse(String cidr) {
      Matcher matcher = CIDR.matcher(cidr);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(cidr + " is not a range such as 192.168.1.0/24");
      }
      byte[] network = InetAddress.ofLiteral(matcher.group(1)).getAddress();
      int addressBits = network.length * Byte.SIZE;
      int prefixBits = Integer.parseInt(matcher.group(2));
      if (prefixBits > addressBits) {
        throw new IllegalArgumentException(cidr + " has more bits than its address");
      }
      return new Range(prefixOf(network, prefixBits), prefixBits, addressBits);
    }

    boolean contains(byte[] address) {
      return address.length * Byte.SIZE == addressBits
          && prefixOf(address, prefixBits).equals(prefix);
    }

    private static BigInteger prefixOf(byte[] address, int bits) {
      return new BigInteger(1, address).shiftRight(address.length * Byte.SIZE - bits);
    }
  }
}
