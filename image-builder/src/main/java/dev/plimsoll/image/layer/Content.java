package dev.plimsoll.image.layer;

import dev.plimsoll.formats.Bytes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of a regular file: in memory, or a stretch of a file on disk. */
public sealed interface Content {
  long length();

  /** Opens the bytes; the caller closes. */
  InputStream open() throws IOException;

  /** Small generated content. */
  record Inline(Bytes bytes) implements Content {
    @Override
    public long length() {
      return bytes.size();
    }

    @Override
    public InputStream open() {
      return bytes.openStream();
    }
  }

  /** {@code length} bytes of {@code file} from {@code offset} on; the file must outlive this. */
  record Stretch(Path file, long offset, long length) implements Content {
    @Override
    public InputStream open() throws IOException {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      channel.position(offset);
      return new BoundedInput(
          new BufferedInputStream(Channels.newInputStream(channel), 1 << 16), length);
    }
  }

  /** Reads everything, when it is at most {@code maxBytes}. */
  default Bytes read(int maxBytes) throws IOException {
    if (length() > maxBytes) {
      throw new LayerException(length() + " bytes; the limit here is " + maxBytes);
    }
    try (InputStream in = open()) {
      return Bytes.copyOf(in.readAllBytes());
    }
  }
}
