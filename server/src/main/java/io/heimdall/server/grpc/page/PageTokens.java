package io.heimdall.server.grpc.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.util.Base64;
import java.util.function.Function;

/// Page tokens: the key of a page's last row, tied to the query it belongs to.
///
/// A token confers no authority: it says where to go on in a list that its holder may read anyway.
/// So it needs no secret, and holds on every node and after every restart. A digest over query and
/// key tells a token of another query, or one that was tampered with, from a real one.
///
/// Layout: version (1 byte), digest (12 bytes of SHA-256), key (UTF-8); in base64url.
public final class PageTokens {
  private static final byte VERSION = 1;
  private static final int DIGEST_BYTES = 12;

  private PageTokens() {}

  /// The token of the page after the row with `key`.
  ///
  /// @param query the request
  /// @param key the row's key as text
  /// @return the token
  public static String issue(Message query, String key) {
    byte[] keyBytes = key.getBytes(UTF_8);
    byte[] token =
        ByteBuffer.allocate(1 + DIGEST_BYTES + keyBytes.length)
            .put(VERSION)
            .put(digest(query, keyBytes), 0, DIGEST_BYTES)
            .put(keyBytes)
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /// The key a token was issued with.
  ///
  /// @param query the request
  /// @param token what the client gives back
  /// @return the row's key as text
  /// @throws io.heimdall.server.failure.FailureException with PAGE_TOKEN_INVALID
  public static String read(Message query, String token) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException _) {
      throw invalid();
    }
    if (bytes.length < 1 + DIGEST_BYTES || bytes[0] != VERSION) {
      throw invalid();
    }
    byte[] key = new byte[bytes.length - 1 - DIGEST_BYTES];
    System.arraycopy(bytes, 1 + DIGEST_BYTES, key, 0, key.length);
    byte[] expected = digest(query, key);
    for (int i = 0; i < DIGEST_BYTES; i++) {
      if (expected[i] != bytes[1 + i]) {
        throw invalid();
      }
    }
    String text = new String(key, UTF_8);
    if (text.indexOf('\0') >= 0) {
      // The database takes none.
      throw invalid();
    }
    return text;
  }

  /// What a token was issued with, read from its key. Somebody who makes tokens by hand, which the
  /// digest does not keep them from, is told so where a key cannot be read.
  ///
  /// @param <T> what the key is
  /// @param query the request
  /// @param token what the client gives back
  /// @param key reads the key; throws where it cannot
  /// @return the row's key
  /// @throws io.heimdall.server.failure.FailureException with PAGE_TOKEN_INVALID
  public static <T> T read(Message query, String token, Function<String, T> key) {
    String text = read(query, token);
    try {
      return key.apply(text);
    } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException _) {
      throw invalid();
    }
  }

  private static RuntimeException invalid() {
    return new Failure.Invalid(
            Reason.PAGE_TOKEN_INVALID,
            "page_token",
            "page_token is not one of this query; repeat the query it came from, or start again"
                + " without a token")
        .exception();
  }

  private static byte[] digest(Message query, byte[] key) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(query.getDescriptorForType().getFullName().getBytes(UTF_8));
      sha256.update((byte) 0);
      byte[] filters = filters(query);
      sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(filters.length).flip());
      sha256.update(filters);
      return sha256.digest(key);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// Everything of a query but its page, the same bytes for the same query everywhere.
  private static byte[] filters(Message query) {
    Message.Builder filters = query.toBuilder();
    for (String paging : new String[] {"page_token", "page_size"}) {
      FieldDescriptor field = query.getDescriptorForType().findFieldByName(paging);
      filters.clearField(field);
    }
    try {
      var bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.useDeterministicSerialization();
      filters.build().writeTo(out);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
