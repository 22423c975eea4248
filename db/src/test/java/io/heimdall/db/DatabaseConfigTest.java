package io.heimdall.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseConfigTest {

  @Test
  void takesAUrlApart() {
    DatabaseConfig config =
        DatabaseConfig.fromUrl(
            "postgresql://al%40ice:s%3Acr%2Bet+@db.example.org:5433/heimdall?sslmode=verify-full");

    assertThat(config.jdbcUrl())
        .isEqualTo("jdbc:postgresql://db.example.org:5433/heimdall?sslmode=verify-full");
    assertThat(config.user()).isEqualTo("al@ice");
    assertThat(config.password().reveal()).isEqualTo("s:cr+et+");
    assertThat(config.poolSize()).isEqualTo(10);
    assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void takesAShortUrl() {
    DatabaseConfig config = DatabaseConfig.fromUrl("postgres://localhost");

    assertThat(config.jdbcUrl()).isEqualTo("jdbc:postgresql://localhost/");
    assertThat(config.user()).isEmpty();
  }

  @Test
  void takesAUserWithoutAPassword() {
    DatabaseConfig config = DatabaseConfig.fromUrl("postgres://alice@localhost/heimdall");

    assertThat(config.user()).isEqualTo("alice");
    assertThat(config.password().reveal()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://localhost/heimdall?user=alice&password=hid%26den&sslmode=require",
        "postgresql://localhost/heimdall?sslmode=require&password=hid%26den&user=alice"
      })
  void takesUserAndPasswordOutOfTheParameters(String url) {
    DatabaseConfig config = DatabaseConfig.fromUrl(url);

    assertThat(config.jdbcUrl()).isEqualTo("jdbc:postgresql://localhost/heimdall?sslmode=require");
    assertThat(config.user()).isEqualTo("alice");
    assertThat(config.password().reveal()).isEqualTo("hid&den");
    assertThat(config.toString()).doesNotContain("hid");
  }

  @Test
  void takesAJdbcUrlWithoutParameters() {
    assertThat(DatabaseConfig.fromUrl("jdbc:postgresql:heimdall").jdbcUrl())
        .isEqualTo("jdbc:postgresql:heimdall");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://alice:hidden@localhost/x",
        "jdbc:mysql://localhost/x?password=hidden",
        "jdbc:postgresql://alice:hidden@localhost/x",
        "postgres:///x?password=hidden",
        "postgres://alice:hidden@local host/x",
        "hidden"
      })
  void refusesAUrlWithoutShowingItsPassword(String url) {
    assertThatThrownBy(() -> DatabaseConfig.fromUrl(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("database URL")
        .hasMessageNotContaining("hidden")
        .hasNoCause();
  }

  @Test
  void refusesPoolsAndTimeoutsThatCannotWork() {
    DatabaseConfig config = DatabaseConfig.fromUrl("postgres://localhost/x");

    assertThat(config.withPoolSize(2).poolSize()).isEqualTo(2);
    assertThatThrownBy(() -> config.withPoolSize(1)).hasMessageContaining("poolSize");
    assertThatThrownBy(() -> config.withPoolSize(1001)).hasMessageContaining("poolSize");
    assertThatThrownBy(() -> timeout(config, Duration.ofMillis(249)))
        .hasMessageContaining("connectTimeout");
    assertThatThrownBy(() -> timeout(config, Duration.ofMinutes(6)))
        .hasMessageContaining("connectTimeout");
  }

  @Test
  void hidesThePassword() {
    DatabaseConfig config = DatabaseConfig.fromUrl("postgres://alice:hidden@localhost/x");

    assertThat(config.toString()).contains("alice").contains("****").doesNotContain("hidden");
  }

  private static DatabaseConfig timeout(DatabaseConfig config, Duration timeout) {
    return new DatabaseConfig(
        config.jdbcUrl(), config.user(), config.password(), config.poolSize(), timeout);
  }
}
