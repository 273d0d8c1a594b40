package dev.plimsoll.image.sbom;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.ContentWindows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A file that is read by offset, within its size. Not thread-safe. */
final class RandomInput {
  private static final int MAX_READ = 64 << 20;

  private final ContentWindows windows;
  private final Content content;

  RandomInput(ContentWindows windows, Content content) {
    this.windows = windows;
    this.content = content;
  }

  long size() {
    return content.length();
  }

  /**
   * @throws FormatException when the file has not that many bytes there
   */
  ByteBuffer read(long offset, int length, ByteOrder order) throws FormatException, IOException {
    if (offset < 0 || length < 0 || length > MAX_READ || offset > size() - length) {
      throw new FormatException(length + " bytes at " + offset + " lie outside the file");
    }
    return ByteBuffer.wrap(windows.read(content, offset, length)).order(order);
  }
}
