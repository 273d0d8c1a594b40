package dev.plimsoll.image.output;

import dev.plimsoll.image.layer.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Copies what files hold. */
final class Contents {
  private Contents() {}

  /** Copies all of {@code parts}, one after the other. */
  static void copy(List<Content> parts, OutputStream out) throws IOException {
    for (Content part : parts) {
      part.writeTo(out);
    }
  }
}
