package io.heimdall.server.acquisition;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Plans as stored JSON. The same plan always gives the same text, so that its digest can tell a
/// repeated request from another one.
public final class PlanJson {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .build();

  private static final String IMPORTED_FILE = "importedFile";

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

  /// Writes the plan of an acquisition whose samples are in a file that was given.
  ///
  /// @param plan the plan, which begins when the file does
  /// @param file the file
  /// @return the text, from which [#read(String)] has the plan
  static String write(Plan plan, ImportedFile file) {
    ObjectNode json = (ObjectNode) JSON.readTree(write(plan));
    json.set(IMPORTED_FILE, JSON.valueToTree(file));
    return JSON.writeValueAsString(json);
  }

  /// The file in which the samples of an acquisition are.
  ///
  /// @param json the text of its plan
  /// @return the file; empty for one that receives
  static Optional<ImportedFile> importedFile(String json) {
    JsonNode file = JSON.readTree(json).path(IMPORTED_FILE);
    return file.isMissingNode()
        ? Optional.empty()
        : Optional.of(JSON.treeToValue(file, ImportedFile.class));
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
    return digestOf(plan);
  }

  /// The SHA-256 of a request for an import.
  ///
  /// @param request what was asked for
  /// @param sha256 the SHA-256 of the file
  /// @return lower-case hexadecimal
  static String digest(ImportRequest request, String sha256) {
    return digestOf(List.of(request, sha256));
  }

  private static String digestOf(Object value) {
    try {
      byte[] text = JSON.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
