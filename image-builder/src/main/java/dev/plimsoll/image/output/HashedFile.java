package dev.plimsoll.image.output;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.function.Consumer;

/**
 * Writes a file, hashes what goes in, and has it on the disk when {@link #close} returns. Used by
 * one thread.
 */
final class HashedFile extends OutputStream {
  private static final String TYPE = "application/octet-stream";
  private static final int BUFFER = 1 << 18;

  private final FileChannel channel;
  private final Consumer<Descriptor> whenWhole;
  private final MessageDigest sha256 = Digest.newSha256();
  private final byte[] buffer = new byte[BUFFER];
  private int used;
  private long size;
  private boolean failed;

  /** {@code whenWhole} hears digest and size, once, after the last byte is on the disk. */
  HashedFile(Path file, Consumer<Descriptor> whenWhole) throws IOException {
    this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
    this.whenWhole = whenWhole;
  }

  @Override
  public void write(int b) throws IOException {
    if (used == BUFFER) {
      drain();
    }
    buffer[used++] = (byte) b;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > BUFFER - used) {
      drain();
    }
    if (length >= BUFFER) {
      put(bytes, offset, length);
    } else {
      System.arraycopy(bytes, offset, buffer, used, length);
      used += length;
    }
  }

  private void drain() throws IOException {
    int length = used;
    used = 0;
    put(buffer, 0, length);
  }

  private void put(byte[] bytes, int offset, int length) throws IOException {
    try {
      ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
      while (left.hasRemaining()) {
        size += channel.write(left);
      }
    } catch (IOException e) {
      failed = true;
      throw e;
    }
    sha256.update(bytes, offset, length);
  }

  @Override
  public void close() throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    try (channel) {
      if (failed) {
        return;
      }
      drain();
      channel.force(true);
    }
    whenWhole.accept(Descriptor.of(TYPE, Digest.ofHash(sha256.digest()), size));
  }
}
