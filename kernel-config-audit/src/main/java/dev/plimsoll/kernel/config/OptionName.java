package dev.plimsoll.kernel.config;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The name of an option, prepared for look-up: its bytes without {@code CONFIG_}, and their hash.
 */
public final class OptionName {
  public static final String PREFIX = "CONFIG_";

  /** Longest name that a configuration may have; the kernel's longest is about 60 bytes. */
  public static final int MAX_LENGTH = 256;

  private final String full;
  private final byte[] bytes;
  private final long hash;

  private OptionName(String full) {
    this.full = full;
    this.bytes = full.substring(PREFIX.length()).getBytes(StandardCharsets.UTF_8);
    this.hash = NameHash.of(bytes);
  }

  /**
   * @param name with {@code CONFIG_} or without
   */
  public static OptionName of(String name) {
    return new OptionName(name.startsWith(PREFIX) ? name : PREFIX + name);
  }

  long hash() {
    return hash;
  }

  boolean matches(byte[] text, int from, int to) {
    return Arrays.equals(text, from, to, bytes, 0, bytes.length);
  }

  /** With {@code CONFIG_}. */
  @Override
  public String toString() {
    return full;
  }
}
