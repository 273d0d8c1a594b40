package dev.plimsoll.image.layer;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.image.store.DigestMismatchException;
import dev.plimsoll.image.store.FileStamp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A file that many contents point into, named after they were made. Kept open, its readers share
 * one descriptor, which is closed when nobody holds this object any more; an interrupt of one
 * reader closes the channel, as {@link FileChannel} has it, and the others open it again.
 * Thread-safe.
 */
public final class LayerFile {
  private final AtomicReference<Optional<Path>> path = new AtomicReference<>(Optional.empty());
  private final AtomicReference<Optional<FileChannel>> channel =
      new AtomicReference<>(Optional.empty());

  private final AtomicReference<Optional<Verified>> verified =
      new AtomicReference<>(Optional.empty());

  /** Names and opens the file: what is read is what stood there now, whatever is renamed later. */
  void open(Path file) throws IOException {
    path.set(Optional.of(file));
    channel.set(Optional.of(FileChannel.open(file, StandardOpenOption.READ)));
  }

  /** Names a file that is opened for each read, so that its room on disk is free once deleted. */
  void name(Path file) {
    path.set(Optional.of(file));
  }

  /** Remembers what the file is now that its content was compared with {@code digest}. */
  void verified(Digest digest, FileStamp stamp) {
    verified.set(Optional.of(new Verified(digest, stamp)));
  }

  private record Verified(Digest digest, FileStamp stamp) {}

  /**
   * Compares the file with what it was when its content was checked: by its stamp, and where that
   * is another, by its content once more, as somebody may have put the same blob again. Files that
   * were never compared with a digest pass.
   *
   * @throws DigestMismatchException when its content was changed since
   */
  public void requireUnchanged() throws IOException {
    Optional<Verified> before = verified.get();
    if (before.isEmpty() || FileStamp.of(path()).equals(before.get().stamp)) {
      return;
    }
    MessageDigest sha256 = Digest.newSha256();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    long at = 0;
    for (int n = read(buffer, at); n >= 0; n = read(buffer.clear(), at)) {
      sha256.update(buffer.flip());
      at += n;
    }
    Digest now = Digest.ofHash(sha256.digest());
    if (!now.equals(before.get().digest)) {
      throw new DigestMismatchException(
          "file " + path() + ", which was changed while it was written into the image,",
          before.get().digest,
          now);
    }
  }

  /** Where it lies; in the content store its name is its digest. */
  public Path path() {
    return path.get().orElseThrow();
  }

  /** Reads at {@code position}; -1 at the end of the file. */
  int read(ByteBuffer into, long position) throws IOException {
    for (; ; ) {
      Optional<FileChannel> open = channel.get();
      if (open.isEmpty()) {
        return readOnce(into, position);
      }
      try {
        return open.get().read(into, position);
      } catch (ClosedByInterruptException e) {
        throw e; // this thread's own interrupt
      } catch (ClosedChannelException e) {
        reopen(open);
      }
    }
  }

  private int readOnce(ByteBuffer into, long position) throws IOException {
    try (FileChannel once = FileChannel.open(path(), StandardOpenOption.READ)) {
      return once.read(into, position);
    }
  }

  private synchronized void reopen(Optional<FileChannel> closed) throws IOException {
    if (channel.get().equals(closed)) {
      channel.set(Optional.of(FileChannel.open(path(), StandardOpenOption.READ)));
    }
  }
}
