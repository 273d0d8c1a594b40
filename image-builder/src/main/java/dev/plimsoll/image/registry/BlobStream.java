package dev.plimsoll.image.registry;

import dev.plimsoll.formats.oci.Descriptor;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;

/**
 * A blob as one stream, however often its connections break: it goes on where it was, at the same
 * place or at the next that has the blob, because what a digest names is the same everywhere. A
 * server that ignores ranges sends the beginning again, which is passed over. Gives up after a few
 * attempts without progress. The digest is the reader's to check. Read by one thread.
 */
final class BlobStream extends InputStream {
  /** Less than this between two breaks is no progress. */
  private static final long PROGRESS = 1 << 20;

  /** A place that is silent again after a new connection will stay so. */
  private static final int STALLS = 2;

  private final List<RegistryClient> places;
  private final Descriptor blob;
  private final int attempts;
  private Optional<InputStream> current = Optional.empty();
  private long position;
  private long positionAtBreak;
  private int failures;

  /**
   * @param places to ask, in order; not empty
   */
  BlobStream(List<RegistryClient> places, Descriptor blob, int attempts) {
    this.places = List.copyOf(places);
    this.blob = blob;
    this.attempts = Math.max(attempts, places.size());
  }

  /** Opens the first place that answers, so that a missing blob is known at once. */
  BlobStream opened() throws IOException {
    stream();
    return this;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (true) {
      InputStream in = stream();
      try {
        int n = in.read(buffer, offset, length);
        if (n > 0) {
          position += n;
          return n;
        }
        if (position >= blob.size()) {
          return -1;
        }
        throw new EOFException("ended after " + position + " of " + blob.size() + " bytes");
      } catch (IOException e) {
        broken(e);
      }
    }
  }

  private InputStream stream() throws IOException {
    while (current.isEmpty()) {
      RegistryClient place = places.get(failures % places.size());
      try {
        RegistryClient.Part part = place.open(blob, position);
        current = Optional.of(part.in());
        passOver(part.in(), position - part.offset());
      } catch (IOException e) {
        broken(e);
      }
    }
    return current.get();
  }

  private static void passOver(InputStream in, long bytes) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (long left = bytes; left > 0; ) {
      int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (n < 0) {
        throw new EOFException("ended before byte " + bytes);
      }
      left -= n;
    }
  }

  /** Returns when another attempt is worth it. */
  private void broken(IOException e) throws IOException {
    close();
    if (e instanceof InterruptedIOException) {
      throw e;
    }
    if (position - positionAtBreak >= PROGRESS) {
      failures = 0;
    }
    positionAtBreak = position;
    failures++;
    boolean hopeless = e instanceof UnwantedAnswerException || e instanceof FileNotFoundException;
    int allowed = hopeless ? places.size() : e instanceof StalledException ? STALLS : attempts;
    if (failures >= allowed) {
      throw failures > 1 && !hopeless
          ? new IOException(Causes.text(e) + " (after " + failures + " attempts)", e)
          : e;
    }
  }

  @Override
  public void close() throws IOException {
    if (current.isPresent()) {
      current.get().close();
      current = Optional.empty();
    }
  }
}
