package io.heimdall.server.iq.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The metadata of a SigMF recording: what applies to all of it, and its captures.
///
/// Source: SigMF 1.2.5, sigmf-spec.md.
final class SigmfMeta {

  /// The most bytes of a text that are read. Captures and annotations take some hundred each.
  static final int MOST_BYTES = 8 << 20;

  private static final int DIGESTED_BYTES = 256 << 10;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// What is kept with the recording, by SigMF's names.
  private static final List<String> NOTES =
      List.of("author", "description", "recorder", "hw", "license", "meta_doi", "data_doi");

  private static final int MOST_NOTE_CHARACTERS = 1000;

  private final FileBytes bytes;
  private final JsonNode global;
  private final JsonNode captures;

  private SigmfMeta(FileBytes bytes, JsonNode root) throws IqFileException {
    this.bytes = bytes;
    this.global = root.path("global");
    this.captures = root.path("captures");
    if (!global.isObject() || !(captures.isArray() || captures.isMissingNode())) {
      throw refused("it needs an object 'global' and an array 'captures'");
    }
    refuseOthers();
  }

  /// Reads a text.
  ///
  /// @param bytes the file the samples are in, for messages
  /// @param text the metadata
  /// @return what it says
  static SigmfMeta parse(FileBytes bytes, String text) throws IqFileException {
    try {
      return new SigmfMeta(bytes, JSON.readTree(text));
    } catch (JacksonException e) {
      throw new IqFileException("%s: %s".formatted(bytes.name(), noJson(e)), e);
    }
  }

  /// The name of the file with the samples, where the metadata gives one of its own.
  static Optional<String> datasetOf(String text) throws IqFileException {
    try {
      JsonNode dataset = JSON.readTree(text).path("global").path("core:dataset");
      return dataset.isString() ? Optional.of(dataset.stringValue()) : Optional.empty();
    } catch (JacksonException e) {
      throw new IqFileException(noJson(e), e);
    }
  }

  private static String noJson(JacksonException cause) {
    return "its metadata is no JSON at line %d, column %d"
        .formatted(cause.getLocation().getLineNr(), cause.getLocation().getColumnNr());
  }

  private void refuseOthers() throws IqFileException {
    JsonNode channels = global.path("core:num_channels");
    if (!channels.isMissingNode() && channels.asInt(0) != 1) {
      throw refused("core:num_channels is %s, expected 1".formatted(channels));
    }
    if (global.path("core:metadata_only").asBoolean(false)) {
      throw refused("core:metadata_only is true: it has no samples");
    }
  }

  Datatype datatype() throws IqFileException {
    String word = global.path("core:datatype").asString("");
    return Datatype.named(word)
        .filter(type -> type != Datatype.CF64_LE)
        .orElseThrow(() ->
            refused(
                "core:datatype is '%s', expected cf32_le, ci16_le, ci8 or cu8".formatted(word)));
  }

  /// Samples per second; 0 where it says none.
  double sampleRateHz() throws IqFileException {
    JsonNode rate = global.path("core:sample_rate");
    if (rate.isMissingNode() || rate.isNull()) {
      return 0;
    }
    if (!rate.isNumber() || !(rate.doubleValue() > 0)) {
      throw refused("core:sample_rate is %s, expected a number above 0".formatted(rate));
    }
    return rate.doubleValue();
  }

  /// The number of the first sample in the file.
  long firstNumber() throws IqFileException {
    return whole(global, "core:offset", 0, "global");
  }

  /// Bytes at the end of the file that are no samples.
  long trailingBytes() throws IqFileException {
    return whole(global, "core:trailing_bytes", 0, "global");
  }

  JsonNode global() {
    return global;
  }

  JsonNode captures() {
    return captures;
  }

  /// Takes over what people have written.
  void describe(StatedFacts stated) {
    for (String word : NOTES) {
      // No text of the database holds a NUL.
      String text = global.path("core:" + word).asString("").replace('\0', ' ').strip();
      if (!text.isEmpty()) {
        stated.note(word, text.substring(0, Math.min(text.length(), MOST_NOTE_CHARACTERS)));
      }
    }
  }

  /// Reads a whole number that is not negative.
  long whole(JsonNode parent, String key, long otherwise, String where) throws IqFileException {
    JsonNode value = parent.path(key);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw refused(
          "%s of %s is %s, expected a whole number from 0 on".formatted(key, where, value));
    }
    return value.longValue();
  }

  /// Refuses samples whose SHA-512 is another than the one stated, if one is.
  ///
  /// @param offset where the dataset begins in the file
  /// @param length its bytes
  void verifyChecksum(long offset, long length) throws IOException {
    JsonNode stated = global.path("core:sha512");
    if (stated.isMissingNode() || stated.isNull()) {
      return;
    }
    String found = sha512(offset, length);
    if (!stated.asString("").toLowerCase(Locale.ROOT).equals(found)) {
      throw refused(
          "core:sha512 is %s, and the SHA-512 of the %d bytes of the data is %s"
              .formatted(brief(stated.asString("")), length, brief(found)));
    }
  }

  private String sha512(long offset, long length) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-512");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-512", e);
    }
    ByteBuffer part = ByteBuffer.allocate(DIGESTED_BYTES);
    for (long at = 0; at < length; at += part.limit()) {
      part.clear().limit((int) Math.min(DIGESTED_BYTES, length - at));
      bytes.fill(offset + at, part);
      digest.update(part.flip());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String brief(String hash) {
    return hash.length() <= 16 ? "'" + hash + "'" : hash.substring(0, 16) + "…";
  }

  IqFileException refused(String why) {
    return bytes.refused("its metadata does not fit: " + why);
  }
}
