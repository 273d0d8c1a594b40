package dev.plimsoll.image.output;

import dev.plimsoll.formats.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Appends a dm-verity superblock and hash tree to a file system image.
 *
 * <p>The format is version 1 of cryptsetup's on-disk format and of the kernel's {@code verity}
 * target: SHA-256, blocks of 4,096 bytes for data and hashes, hash(salt ‖ block), levels stored
 * from the root down. Layout of the file:
 *
 * <pre>
 * data, padded with zeros to 4,096 | superblock, one block | top level | … | lowest level
 * </pre>
 *
 * <p>Memory does not grow with the image: each level is written where it belongs and read back for
 * the next.
 *
 * @param rootHash hash of the top block, 64 lower hex
 * @param hashOffset where the superblock starts, bytes
 * @param dataBlocks blocks of data
 */
public record VerityImage(String rootHash, long hashOffset, long dataBlocks) {
  public static final int BLOCK = 4096;
  private static final int HASH = 32;
  private static final int HASHES_PER_BLOCK = BLOCK / HASH;

  /**
   * Appends to {@code file}, whose content has the digest {@code content}: salt and UUID follow
   * from it, so the same file system always has the same root hash.
   */
  public static VerityImage append(Path file, Digest content) throws IOException {
    byte[] salt = derived("plimsoll verity salt v1", content);
    byte[] uuid = Arrays.copyOf(derived("plimsoll verity uuid v1", content), 16);
    uuid[6] = (byte) (uuid[6] & 0x0f | 0x80); // RFC 9562 §5.8: version 8, made our own way
    uuid[8] = (byte) (uuid[8] & 0x3f | 0x80);
    return append(file, salt, uuid);
  }

  static VerityImage append(Path file, byte[] salt, byte[] uuid) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long blocks = pad(channel);
      if (blocks == 0) {
        throw new IOException("the root file system is empty");
      }
      long superblock = blocks * BLOCK;
      write(channel, superblock, superblock(blocks, salt, uuid));
      byte[] root = tree(channel, blocks, superblock + BLOCK, salt);
      return new VerityImage(Digest.ofHash(root).hex(), superblock, blocks);
    }
  }

  private static byte[] derived(String purpose, Digest content) {
    MessageDigest sha256 = Digest.newSha256();
    sha256.update(purpose.getBytes(StandardCharsets.UTF_8));
    return sha256.digest(content.bytes());
  }

  private static long pad(FileChannel channel) throws IOException {
    long size = channel.size();
    int missing = (int) ((BLOCK - size % BLOCK) % BLOCK);
    if (missing > 0) {
      write(channel, size, ByteBuffer.allocate(missing));
    }
    return (size + missing) / BLOCK;
  }

  /** struct verity_sb of cryptsetup's lib/verity/verity.c, little-endian, 512 bytes. */
  private static ByteBuffer superblock(long blocks, byte[] salt, byte[] uuid) {
    ByteBuffer b = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    b.put("verity\0\0".getBytes(StandardCharsets.US_ASCII));
    b.putInt(1).putInt(1).put(uuid);
    b.put(Arrays.copyOf("sha256".getBytes(StandardCharsets.US_ASCII), 32));
    b.putInt(BLOCK).putInt(BLOCK).putLong(blocks);
    b.putShort((short) salt.length).position(b.position() + 6).put(salt);
    return b.rewind();
  }

  /** Blocks of each level, lowest first; the last has one block. One data block needs no level. */
  private static List<Long> levels(long dataBlocks) {
    List<Long> levels = new ArrayList<>();
    for (long below = dataBlocks; below > 1; ) {
      below = (below + HASHES_PER_BLOCK - 1) / HASHES_PER_BLOCK;
      levels.add(below);
    }
    return levels;
  }

  private static byte[] tree(FileChannel channel, long dataBlocks, long start, byte[] salt)
      throws IOException {
    List<Long> levels = levels(dataBlocks);
    long offset = start + levels.stream().mapToLong(l -> l * BLOCK).sum();
    long from = 0;
    long count = dataBlocks;
    for (long level : levels) {
      offset -= level * BLOCK;
      hashLevel(channel, from, count, offset, salt);
      from = offset;
      count = level;
    }
    byte[] top = new byte[BLOCK];
    read(channel, from, top, BLOCK);
    return hash(salt, top, 0, Digest.newSha256());
  }

  private static void hashLevel(FileChannel channel, long from, long count, long to, byte[] salt)
      throws IOException {
    MessageDigest sha256 = Digest.newSha256();
    byte[] blocks = new byte[HASHES_PER_BLOCK * BLOCK];
    long target = to;
    for (long done = 0; done < count; done += HASHES_PER_BLOCK) {
      int now = (int) Math.min(HASHES_PER_BLOCK, count - done);
      read(channel, from + done * BLOCK, blocks, now * BLOCK);
      ByteBuffer hashes = ByteBuffer.allocate(BLOCK);
      for (int i = 0; i < now; i++) {
        hashes.put(hash(salt, blocks, i * BLOCK, sha256));
      }
      write(channel, target, hashes.rewind());
      target += BLOCK;
    }
  }

  private static byte[] hash(byte[] salt, byte[] blocks, int offset, MessageDigest sha256) {
    sha256.update(salt);
    sha256.update(blocks, offset, BLOCK);
    return sha256.digest();
  }

  private static void read(FileChannel channel, long offset, byte[] into, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(into, 0, length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw new IOException("the root image was cut short while its hash tree was made");
      }
    }
  }

  private static void write(FileChannel channel, long offset, ByteBuffer bytes) throws IOException {
    long at = offset;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }
}
