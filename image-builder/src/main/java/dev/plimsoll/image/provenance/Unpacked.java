package dev.plimsoll.image.provenance;

import dev.plimsoll.image.layer.Compression;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file as it is when unpacked: gzip and zstd, several frames in a row; else as it lies. */
final class Unpacked {
  private Unpacked() {}

  static InputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      return Compression.unpack(in);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }
}
