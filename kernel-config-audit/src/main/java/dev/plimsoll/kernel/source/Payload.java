package dev.plimsoll.kernel.source;

import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The packed kernel inside an image.
 *
 * @param where the image, for messages
 * @param words what the image is
 * @param packed exactly the packed bytes
 * @param size bytes when unpacked, as the image says
 */
record Payload(
    String where, String words, Compression compression, KernelFile packed, Optional<Long> size) {
  /** Largest unpacked kernel, bytes; a distribution's with all built in has 90 MB. */
  static final long MAX_KERNEL = 256L << 20;

  /**
   * Unpacks all of it, in constant memory.
   *
   * @throws FormatException when it is damaged, cut off, or of another size than the image says
   */
  IkconfigScanner.Found scan() throws FormatException {
    long wanted = size.orElse(MAX_KERNEL);
    if (wanted > MAX_KERNEL) {
      throw new FormatException(
          where,
          words
              + ": its header says that it unpacks to "
              + wanted
              + " bytes; the limit is "
              + MAX_KERNEL
              + " (kernel image reader)");
    }
    IkconfigScanner.Found found;
    try (InputStream in = compression.open(packed.stream())) {
      found = new IkconfigScanner().scan(in, wanted);
    } catch (LimitException e) {
      throw new FormatException(
          where
              + ": "
              + words
              + ": "
              + e.getMessage()
              + (size.isPresent() ? ", which is what its header says" : " (kernel image reader)"),
          e);
    } catch (IOException e) {
      throw damaged(where, words + ": its " + compression.wire() + " payload", e);
    }
    if (size.isPresent() && found.size() != wanted) {
      throw new FormatException(
          where,
          words
              + ": its payload unpacks to "
              + found.size()
              + " bytes, its header says "
              + wanted
              + ": the file is damaged or cut off");
    }
    return found;
  }

  static FormatException damaged(String where, String what, IOException e) {
    String message = e.getMessage();
    return new FormatException(
        where
            + ": "
            + what
            + " is damaged or cut off"
            + (message == null ? "" : ": " + FormatException.quote(message)),
        e);
  }
}
