package io.heimdall.server.acquisition;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Plans as stored JSON. The same plan always gives the same text, so that its digest can tell a
/// repeated request from another one.
public final class PlanJson {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .build();

  private PlanJson() {}

  /// Reads a stored plan.
  ///
  /// @param json the text
  /// @return the plan
  public static Plan read(String json) {
    return JSON.readValue(json, Plan.class);
  }

  /// Writes a plan.
  ///
  /// @param plan the plan
  /// @return the text
  public static String write(Plan plan) {
    return JSON.writeValueAsString(plan);
  }

  /// Writes labels.
  ///
  /// @param labels the labels
  /// @return the text
  static String writeLabels(Map<String, String> labels) {
    return JSON.writeValueAsString(labels);
  }

  /// The SHA-256 of a plan's text.
  ///
  /// @param plan the plan
  /// @return lower-case hexadecimal
  static String digest(Plan plan) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(write(plan).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
