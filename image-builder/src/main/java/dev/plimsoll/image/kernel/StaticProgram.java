package dev.plimsoll.image.kernel;

import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.layer.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Tells programs that need nothing but a kernel from those that need a loader. */
public final class StaticProgram {
  private static final int HEAD = 4096;
  private static final int INTERPRETER = 3;
  private static final short X86_64 = 62;
  private static final short AARCH64 = 183;
  private static final short RISCV = 243;

  private StaticProgram() {}

  /**
   * Whether {@code content} is an ELF file for {@code architecture} without an interpreter. Its
   * program headers are looked for in the first 4 KiB, where every linker puts them.
   */
  public static boolean isStatic(Content content, Architecture architecture) throws IOException {
    byte[] head;
    try (InputStream in = content.open()) {
      head = in.readNBytes(HEAD);
    }
    ByteBuffer file = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    if (head.length < 64
        || file.getInt(0) != 0x464c457f
        || file.get(4) != 2
        || file.getShort(18) != machine(architecture)) {
      return false;
    }
    long table = file.getLong(0x20);
    int size = Short.toUnsignedInt(file.getShort(0x36));
    int count = Short.toUnsignedInt(file.getShort(0x38));
    if (count == 0 || size < 4 || table < 0 || table > HEAD) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      long at = table + (long) i * size;
      if (at > head.length - 4 || file.getInt((int) at) == INTERPRETER) {
        return false;
      }
    }
    return true;
  }

  private static short machine(Architecture architecture) {
    return switch (architecture) {
      case AMD64 -> X86_64;
      case ARM64 -> AARCH64;
      case RISCV64 -> RISCV;
    };
  }
}
