package io.heimdall.db;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;

/// How to reach the database.
///
/// @param jdbcUrl `jdbc:postgresql://host:port/database`, with the driver's parameters for TLS
///   (`sslmode`, `sslrootcert`) where wanted; never a password
/// @param user the role to log in as; empty for the driver's default
/// @param password the role's password
/// @param poolSize the most connections held at once, 2 to 1,000
/// @param connectTimeout how long work waits for a connection, 250 ms to 5 min
public record DatabaseConfig(
    String jdbcUrl, String user, DatabasePassword password, int poolSize, Duration connectTimeout) {

  /// The connections held when nothing else is said.
  public static final int DEFAULT_POOL_SIZE = 10;

  /// How long work waits for a connection when nothing else is said.
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private static final String JDBC = "jdbc:";
  private static final String USER = "user=";
  private static final String PASSWORD = "password=";

  /// Refuses what cannot work.
  public DatabaseConfig {
    if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "the database URL must begin with jdbc:postgresql: or postgresql:");
    }
    if (poolSize < 2 || poolSize > 1000) {
      throw new IllegalArgumentException("poolSize must be 2 to 1000, was " + poolSize);
    }
    if (connectTimeout.toMillis() < 250 || connectTimeout.toMinutes() > 5) {
      throw new IllegalArgumentException(
          "connectTimeout must be 250 ms to 5 min, was " + connectTimeout);
    }
  }

  /// Reads a URL as people write it, with the defaults for everything else.
  ///
  /// `postgresql://user:password@host:port/database?sslmode=…` (`postgres:` as well), or a
  /// `jdbc:postgresql:` URL. User and password may also be parameters, and may be percent-encoded;
  /// wherever they stand, they are taken out.
  ///
  /// @param url the URL
  /// @return the configuration
  /// @throws IllegalArgumentException naming what is wrong, without showing the password
  public static DatabaseConfig fromUrl(String url) {
    if (url.startsWith(JDBC)) {
      if (url.replaceFirst("\\?.*", "").contains("@")) {
        throw new IllegalArgumentException(
            "the database URL names a user before its host, so it must begin with postgresql:,"
                + " without jdbc:");
      }
      return withoutLogin(url, "", "");
    }
    URI uri = parse(url);
    String userInfo = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
    int colon = userInfo.indexOf(':');
    String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
    String password = colon < 0 ? "" : userInfo.substring(colon + 1);
    return withoutLogin(jdbcUrl(uri), decode(user), decode(password));
  }

  /// Takes user and password out of a URL's parameters; they go before those given.
  private static DatabaseConfig withoutLogin(String url, String user, String password) {
    String login = user;
    String secret = password;
    int question = url.indexOf('?');
    String parameters = question < 0 ? "" : url.substring(question + 1);
    var kept = new ArrayList<String>();
    for (String parameter : parameters.split("&", -1)) {
      if (parameter.startsWith(USER)) {
        login = decode(parameter.substring(USER.length()));
      } else if (parameter.startsWith(PASSWORD)) {
        secret = decode(parameter.substring(PASSWORD.length()));
      } else if (!parameter.isEmpty()) {
        kept.add(parameter);
      }
    }
    String bare = question < 0 ? url : url.substring(0, question);
    return of(
        kept.isEmpty() ? bare : bare + "?" + String.join("&", kept),
        login,
        DatabasePassword.of(secret));
  }

  /// Takes the parts with the defaults for everything else.
  ///
  /// @param jdbcUrl as in the record
  /// @param user as in the record
  /// @param password as in the record
  /// @return the configuration
  public static DatabaseConfig of(String jdbcUrl, String user, DatabasePassword password) {
    return new DatabaseConfig(jdbcUrl, user, password, DEFAULT_POOL_SIZE, DEFAULT_CONNECT_TIMEOUT);
  }

  /// The same with another pool size.
  ///
  /// @param size the most connections held at once
  /// @return the configuration
  public DatabaseConfig withPoolSize(int size) {
    return new DatabaseConfig(jdbcUrl, user, password, size, connectTimeout);
  }

  private static URI parse(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException malformed) {
      // Neither its message nor itself as the cause: both show the whole URL, password included.
      throw new IllegalArgumentException(
          "the database URL is malformed at character " + malformed.getIndex());
    }
    String scheme = uri.getScheme();
    if (!"postgresql".equals(scheme) && !"postgres".equals(scheme)) {
      throw new IllegalArgumentException(
          "the database URL must begin with postgresql:, postgres: or jdbc:postgresql:, was "
              + scheme);
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("the database URL names no host");
    }
    return uri;
  }

  private static String jdbcUrl(URI uri) {
    var jdbc = new StringBuilder("jdbc:postgresql://").append(uri.getHost());
    if (uri.getPort() >= 0) {
      jdbc.append(':').append(uri.getPort());
    }
    jdbc.append(uri.getRawPath().isEmpty() ? "/" : uri.getRawPath());
    if (uri.getRawQuery() != null) {
      jdbc.append('?').append(uri.getRawQuery());
    }
    return jdbc.toString();
  }

  private static String decode(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
