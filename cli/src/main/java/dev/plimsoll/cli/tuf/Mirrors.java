package dev.plimsoll.cli.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.verifier.tuf.MetadataSource;
import dev.plimsoll.verifier.tuf.TargetSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Repositories by URL: {@code http}, {@code https}, or {@code file} for a folder on a stick. */
final class Mirrors {
  private static final String PLAIN = "-._~!$&'()*+,;=:@/";

  private Mirrors() {}

  static MetadataSource metadata(String url, HttpLimits limits) throws IOException {
    Optional<Path> folder = folder(url);
    if (folder.isPresent()) {
      return MetadataSource.of(folder.get());
    }
    HttpFiles files = new HttpFiles(url, limits);
    return (name, maxBytes) -> {
      Optional<InputStream> opened = files.open(name);
      if (opened.isEmpty()) {
        return Optional.empty();
      }
      try (InputStream in = opened.get()) {
        byte[] content = in.readNBytes((int) Math.min(maxBytes + 1, Integer.MAX_VALUE - 8));
        if (content.length > maxBytes) {
          throw MetadataSource.tooLong(name, maxBytes);
        }
        return Optional.of(Bytes.copyOf(content));
      }
    };
  }

  static TargetSource targets(String url, HttpLimits limits) throws IOException {
    Optional<Path> folder = folder(url);
    if (folder.isPresent()) {
      return TargetSource.of(folder.get());
    }
    HttpFiles files = new HttpFiles(url, limits);
    return path -> files.open(quote(path));
  }

  /** The first mirror that answers at all. A file that one says is not there is not there. */
  static MetadataSource first(List<MetadataSource> mirrors) {
    return (name, maxBytes) -> {
      IOException last = new IOException("no mirror");
      for (MetadataSource mirror : mirrors) {
        try {
          return mirror.fetch(name, maxBytes);
        } catch (IOException e) {
          last = e;
        }
      }
      throw last;
    };
  }

  private static Optional<Path> folder(String url) throws IOException {
    if (!url.startsWith("file:")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(URI.create(url)).toAbsolutePath().normalize());
    } catch (IllegalArgumentException e) {
      throw new IOException("no file URL: " + url, e);
    }
  }

  /** RFC 3986 §3.3: the slashes of a target path stay, all that a path may not hold is quoted. */
  static String quote(String path) {
    StringBuilder quoted = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean alphanumeric = c < 0x80 && Character.isLetterOrDigit(c);
      if (alphanumeric || PLAIN.indexOf(c) >= 0) {
        quoted.append(c);
      } else {
        quoted.append(String.format("%%%02X", (int) c));
      }
    }
    return quoted.toString();
  }
}
