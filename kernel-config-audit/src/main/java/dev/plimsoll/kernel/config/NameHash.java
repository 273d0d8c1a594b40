package dev.plimsoll.kernel.config;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Hash of an option's name, eight bytes a step. Not keyed: {@link OptionTable} bounds what crafted
 * collisions can cost.
 */
final class NameHash {
  static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long SEED = 0x9E3779B97F4A7C15L;
  private static final long FACTOR = 0xD6E8FEB86659FD93L;

  private NameHash() {}

  static long start() {
    return SEED;
  }

  /** Mixes in the next eight bytes, little endian; the last step is padded with zero bytes. */
  static long step(long hash, long word) {
    long h = (hash ^ word) * FACTOR;
    return h ^ (h >>> 32);
  }

  static long of(byte[] name) {
    byte[] padded = Arrays.copyOf(name, (name.length / 8 + 1) * 8);
    long hash = start();
    for (int i = 0; i < padded.length; i += 8) {
      hash = step(hash, (long) WORDS.get(padded, i));
    }
    return hash;
  }
}
