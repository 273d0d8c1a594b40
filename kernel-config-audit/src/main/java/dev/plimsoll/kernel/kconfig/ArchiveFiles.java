package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.formats.FormatException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The Kconfig files of a kernel's source archive ({@code .tar}, {@code .tar.xz}, {@code .tar.gz}),
 * streamed: only they and the makefile are kept. Immutable.
 */
public final class ArchiveFiles implements KconfigFiles {
  /** Largest unpacked archive, bytes; Linux 7.2 has 1.7 GB. */
  private static final long MAX_UNPACKED = 8L << 30;

  /** Memory that xz may ask for, KiB: its largest preset needs 65 MiB. */
  private static final int XZ_MEMORY = 512 << 10;

  private final String name;
  private final Map<String, String> files;

  private ArchiveFiles(String name, Map<String, String> files) {
    this.name = name;
    this.files = Map.copyOf(files);
  }

  /**
   * @throws FormatException when it is no such archive, or has no Kconfig file
   * @throws IOException when it cannot be read
   */
  public static ArchiveFiles read(Path archive, KconfigLimits limits)
      throws IOException, FormatException {
    Map<String, String> files = new HashMap<>();
    long total = 0;
    try (InputStream in = open(archive)) {
      TarReader tar = new TarReader(archive.toString(), in, MAX_UNPACKED);
      for (Optional<TarReader.File> f = tar.next(); f.isPresent(); f = tar.next()) {
        Optional<String> path = wanted(f.get().path());
        if (path.isEmpty()) {
          continue;
        }
        if (f.get().size() > limits.fileBytes()) {
          throw new FormatException(
              archive.toString(),
              FormatException.quote(f.get().path())
                  + " has "
                  + f.get().size()
                  + " bytes; the limit is "
                  + limits.fileBytes()
                  + " (Kconfig reader)");
        }
        total += f.get().size();
        if (total > limits.treeBytes() || files.size() >= limits.files()) {
          throw new FormatException(
              archive.toString(),
              "more than "
                  + limits.treeBytes()
                  + " bytes or "
                  + limits.files()
                  + " files of Kconfig (limits of the Kconfig reader)");
        }
        files.put(path.get(), new String(tar.content(), StandardCharsets.UTF_8));
      }
    }
    if (!files.containsKey("Kconfig")) {
      throw new FormatException(
          archive.toString(), "no file Kconfig in its top folder: not a kernel's source");
    }
    return new ArchiveFiles(archive.toString(), files);
  }

  private static InputStream open(Path archive) throws IOException, FormatException {
    InputStream file = new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
    try {
      file.mark(8);
      byte[] magic = file.readNBytes(6);
      file.reset();
      if (magic.length == 6 && magic[0] == (byte) 0xfd && magic[1] == '7' && magic[2] == 'z') {
        return new BufferedInputStream(new XZInputStream(file, XZ_MEMORY), 1 << 16);
      }
      if (magic.length > 1 && magic[0] == 0x1f && magic[1] == (byte) 0x8b) {
        return new BufferedInputStream(new GZIPInputStream(file, 1 << 16), 1 << 16);
      }
      return file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** The path without its top folder, when the file is one that Kconfig may source. */
  private static Optional<String> wanted(String path) {
    String clean = path.startsWith("./") ? path.substring(2) : path;
    int top = clean.indexOf('/');
    if (top < 0) {
      return Optional.empty();
    }
    String inside = clean.substring(top + 1);
    String file = inside.substring(inside.lastIndexOf('/') + 1);
    return file.contains("Kconfig") || inside.equals("Makefile")
        ? Optional.of(inside)
        : Optional.empty();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<String> read(String path) {
    return Optional.ofNullable(files.get(path));
  }
}
