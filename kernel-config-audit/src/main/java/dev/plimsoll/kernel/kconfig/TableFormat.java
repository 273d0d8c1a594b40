package dev.plimsoll.kernel.kconfig;

import java.nio.charset.StandardCharsets;

/**
 * The file form of a {@link SymbolTable}, version 1 (docs/kernel-audit.md, "Tables"). A magic, the
 * CRC-32 of all that follows, then sections: their plain length, their packed length (both four
 * bytes, big endian), and the deflated bytes. Sections hold columns of numbers ({@link Column});
 * symbols are numbered by the place of their definition, so that neighbours are alike.
 */
final class TableFormat {
  static final String MAGIC = "PLIMSOLL-KCONFIG/1\n";
  static final byte[] MAGIC_BYTES = MAGIC.getBytes(StandardCharsets.US_ASCII);
  static final int CHECK_LENGTH = 4;

  /** Largest table, packed; and one section of it, plain. Bytes. */
  static final int MAX_FILE = 8 << 20;

  static final int MAX_SECTION = 32 << 20;

  static final int SECTIONS = 6;

  /** Numbers of the sections. */
  static final int HEAD = 0;

  static final int NAMES = 1;
  static final int TEXTS = 2;
  static final int EXPRESSIONS = 3;
  static final int DEFINITIONS = 4;
  static final int PROMPTS = 5;

  private TableFormat() {}
}
