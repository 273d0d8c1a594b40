package dev.plimsoll.image.layer;

import dev.plimsoll.formats.Bytes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of a regular file: in memory, or a stretch of a file on disk. Nothing is ever held in
 * memory in proportion to a file's length. Thread-safe.
 */
public sealed interface Content {
  /** No bytes. */
  Content EMPTY = new Inline(Bytes.ofUtf8(""));

  long length();

  /** Opens the bytes; the caller closes. Fewer than {@link #length} on disk are an error. */
  InputStream open() throws IOException;

  /** Writes all bytes in large pieces; does not close {@code out}. */
  void writeTo(OutputStream out) throws IOException;

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

    @Override
    public void writeTo(OutputStream out) throws IOException {
      out.write(bytes.toArray());
    }
  }

  /** {@code length} bytes of {@code file} from {@code offset} on; the file must outlive this. */
  record Stretch(Path file, long offset, long length) implements Content {
    @Override
    public InputStream open() throws IOException {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      return new BufferedInputStream(
          new StretchInput(channel::read, channel, file, offset, length));
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        StretchInput.copy(channel::read, file, offset, length, out);
      }
    }
  }

  /** As {@link Stretch}, of a file that many files lie in and that stays open for them. */
  record Slice(LayerFile file, long offset, long length) implements Content {
    @Override
    public InputStream open() {
      return new BufferedInputStream(
          new StretchInput(file::read, () -> {}, file.path(), offset, length));
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      StretchInput.copy(file::read, file.path(), offset, length, out);
    }
  }

  /** A file with holes: what {@code map} does not cover is zero. */
  record Sparse(Content data, SparseMap map) implements Content {
    @Override
    public long length() {
      return map.length();
    }

    @Override
    public InputStream open() throws IOException {
      return new BufferedInputStream(new SparseInput(data.open(), map));
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      try (InputStream in = new SparseInput(data.open(), map)) {
        in.transferTo(out);
      }
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
