package io.heimdall.server.iq.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The regular files of a tar, one after another: ustar, with the long names and sizes of POSIX
/// (pax) and GNU.
///
/// Source: POSIX.1-2017, pax; GNU tar manual, "Basic Tar Format".
final class TarEntries {

  private static final int BLOCK = 512;
  private static final int NAME_BYTES = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE_BYTES = 12;
  private static final int CHECKSUM_AT = 148;
  private static final int CHECKSUM_BYTES = 8;
  private static final int TYPE_AT = 156;
  private static final int PREFIX_AT = 345;
  private static final int PREFIX_BYTES = 155;
  private static final int MOST_EXTENSION_BYTES = 64 << 10;

  /// What an operating system takes.
  private static final int MOST_PATH_CHARACTERS = 4 << 10;

  private static final Pattern OCTAL = Pattern.compile("[0-7]{1,11}");
  private static final int MOST_LENGTH_DIGITS = 6;

  private final FileBytes bytes;
  private long next;

  // Said by an entry of its own about the one that follows.
  private @Nullable String longName;
  private long longSize = -1;

  /// A file in the archive.
  ///
  /// @param name its path
  /// @param offset where its content begins in the archive
  /// @param size how long that is, in bytes
  record Entry(String name, long offset, long size) {}

  TarEntries(FileBytes bytes) {
    this.bytes = bytes;
  }

  /// Finds the next file.
  ///
  /// @return null at the end of the archive
  @Nullable Entry next() throws IOException {
    while (next < bytes.size()) {
      ByteBuffer header = bytes.read(next, BLOCK, "the header of a file in a tar");
      if (isEmpty(header)) {
        return null;
      }
      verify(header);
      Entry entry = entry(header);
      next = entry.offset() + Math.ceilDiv(entry.size(), BLOCK) * BLOCK;
      switch (header.get(TYPE_AT)) {
        case 'x' -> extend(entry);
        case 'L' -> longName = path(content(entry).split("\0", 2)[0]);
        case '0', '7', 0 -> {
          longName = null;
          longSize = -1;
          return entry;
        }
        case 'g' -> {} // Applies to all; says nothing of names and sizes.
        default -> {
          longName = null;
          longSize = -1;
        }
      }
    }
    return null;
  }

  private Entry entry(ByteBuffer header) throws IqFileException {
    boolean extension = header.get(TYPE_AT) == 'x' || header.get(TYPE_AT) == 'L';
    String told = longName;
    String name = told == null || extension ? shortName(header) : told;
    long size = longSize < 0 || extension ? size(header) : longSize;
    long offset = next + BLOCK;
    if (size > bytes.size() - offset) {
      throw bytes.refused(
          "'%s' in it should have %d bytes from byte %d on, and the archive ends at byte %d"
              .formatted(name, size, offset, bytes.size()));
    }
    return new Entry(name, offset, size);
  }

  private void extend(Entry extension) throws IOException {
    ByteBuffer records = contentBytes(extension);
    while (records.hasRemaining()) {
      String record = record(records);
      int equals = record.indexOf('=');
      String value = record.substring(equals + 1);
      switch (record.substring(0, Math.max(equals, 0))) {
        case "path" -> longName = path(value);
        case "size" -> longSize = longSize(value);
        default -> {} // Owners, times and what others have added.
      }
    }
  }

  private long longSize(String stated) throws IqFileException {
    if (!stated.matches("\\d{1,18}")) {
      throw bytes.refused("a size in its tar is '%s', which is no number".formatted(stated));
    }
    return Long.parseLong(stated);
  }

  /// Takes the next `LENGTH KEY=VALUE` and the line's end from an extended header. The length
  /// counts everything, itself included.
  ///
  /// @return what stands between the blank and the end of the line
  private String record(ByteBuffer records) throws IqFileException {
    int begin = records.position();
    int length = 0;
    int digit = digit(records);
    while (digit >= 0 && records.position() - begin <= MOST_LENGTH_DIGITS) {
      length = 10 * length + digit;
      digit = digit(records);
    }
    int used = records.position() - begin;
    if (used < 2
        || records.get(begin + used - 1) != ' '
        || length <= used
        || length > records.limit() - begin
        || records.get(begin + length - 1) != '\n') {
      throw bytes.refused(
          "byte %d of an extended header of its tar begins no record of it".formatted(begin));
    }
    byte[] record = new byte[length - used - 1];
    records.get(record).get();
    return new String(record, StandardCharsets.UTF_8);
  }

  /// Takes one byte.
  ///
  /// @return the digit it is; negative where it is none, or nothing is left
  private static int digit(ByteBuffer records) {
    return records.hasRemaining() ? Character.digit(records.get(), 10) : -1;
  }

  private String path(String stated) throws IqFileException {
    if (stated.length() > MOST_PATH_CHARACTERS) {
      throw bytes.refused(
          "a path in its tar has %d characters, expected at most %d"
              .formatted(stated.length(), MOST_PATH_CHARACTERS));
    }
    return stated;
  }

  private String content(Entry extension) throws IOException {
    return StandardCharsets.UTF_8.decode(contentBytes(extension)).toString();
  }

  private ByteBuffer contentBytes(Entry extension) throws IOException {
    if (extension.size() > MOST_EXTENSION_BYTES) {
      throw bytes.refused(
          "an extended header of its tar has %d bytes, expected at most %d"
              .formatted(extension.size(), MOST_EXTENSION_BYTES));
    }
    return bytes.read(extension.offset(), (int) extension.size(), "an extended header");
  }

  /// The sum of the header's bytes, with blanks in place of the sum itself.
  private void verify(ByteBuffer header) throws IqFileException {
    int sum = 0;
    for (int k = 0; k < BLOCK; k++) {
      boolean itself = k >= CHECKSUM_AT && k < CHECKSUM_AT + CHECKSUM_BYTES;
      sum += itself ? ' ' : header.get(k) & 0xff;
    }
    String stated = text(header, CHECKSUM_AT, CHECKSUM_BYTES).strip();
    if (!OCTAL.matcher(stated).matches() || Integer.parseInt(stated, 8) != sum) {
      throw bytes.refused(
          "the 512 bytes from byte %d on are no header of a tar; only tar without compression is read"
              .formatted(next));
    }
  }

  private long size(ByteBuffer header) throws IqFileException {
    if ((header.get(SIZE_AT) & 0x80) != 0) {
      long size = 0;
      for (int k = SIZE_BYTES - Long.BYTES; k < SIZE_BYTES; k++) {
        size = (size << 8) | (header.get(SIZE_AT + k) & 0xff);
      }
      if (size >= 0) {
        return size;
      }
    }
    String stated = text(header, SIZE_AT, SIZE_BYTES).strip();
    if (!OCTAL.matcher(stated).matches()) {
      throw bytes.refused("a size in its tar, at byte %d, is no number".formatted(next + SIZE_AT));
    }
    return Long.parseLong(stated, 8);
  }

  private static String shortName(ByteBuffer header) {
    String prefix = text(header, PREFIX_AT, PREFIX_BYTES);
    String name = text(header, 0, NAME_BYTES);
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static String text(ByteBuffer header, int at, int length) {
    byte[] part = new byte[length];
    header.get(at, part);
    String whole = new String(part, StandardCharsets.UTF_8);
    int end = whole.indexOf('\0');
    return end < 0 ? whole : whole.substring(0, end);
  }

  private static boolean isEmpty(ByteBuffer header) {
    for (int k = 0; k < BLOCK; k++) {
      if (header.get(k) != 0) {
        return false;
      }
    }
    return true;
  }
}
