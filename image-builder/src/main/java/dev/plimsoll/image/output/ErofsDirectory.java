package dev.plimsoll.image.output;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The content of a directory: blocks of {@code struct erofs_dirent}, each followed by the names of
 * its entries; sorted over all blocks.
 */
final class ErofsDirectory {
  private static final int DIRENT = 12;

  private ErofsDirectory() {}

  /** Bytes that directories with these names, sorted, take. */
  static long size(Collection<String> names) {
    long size = 0;
    for (List<String> block : blocks(names)) {
      size = ErofsLayout.roundUp(size, ErofsLayout.BLOCK) + used(block);
    }
    return size;
  }

  /** The content of {@code directory}, whose entries all have their places. */
  static byte[] content(ErofsInode directory) {
    Map<String, ErofsInode> entries = directory.entries;
    ByteBuffer out = ByteBuffer.allocate((int) directory.size).order(ByteOrder.LITTLE_ENDIAN);
    int start = 0;
    for (List<String> block : blocks(entries.keySet())) {
      int name = block.size() * DIRENT;
      for (String entry : block) {
        ErofsInode inode = Optional.ofNullable(entries.get(entry)).orElseThrow();
        out.putLong(inode.nid()).putShort((short) name);
        out.put((byte) inode.fileType()).put((byte) 0);
        name += bytes(entry).length;
      }
      block.forEach(entry -> out.put(bytes(entry)));
      start += ErofsLayout.BLOCK;
      if (start < out.limit()) {
        out.position(start);
      }
    }
    return out.array();
  }

  private static List<List<String>> blocks(Collection<String> names) {
    List<List<String>> blocks = new ArrayList<>();
    List<String> block = new ArrayList<>();
    int used = 0;
    for (String name : names) {
      int more = DIRENT + bytes(name).length;
      if (used + more > ErofsLayout.BLOCK) {
        blocks.add(block);
        block = new ArrayList<>();
        used = 0;
      }
      block.add(name);
      used += more;
    }
    blocks.add(block);
    return blocks;
  }

  private static int used(List<String> block) {
    return block.stream().mapToInt(n -> DIRENT + bytes(n).length).sum();
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }
}
