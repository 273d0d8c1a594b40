package dev.plimsoll.cli.command;

import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.store.StoreDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which data directory a cache command works on. */
final class CacheOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "where fetched packages are kept (default: as for serve)")
  private Optional<Path> data = Optional.empty();

  Path data(Context context) {
    return context.dataDirectory(data);
  }

  Path blobs(Context context) {
    return data(context).resolve("blobs");
  }

  DirectoryContentStore store(Context context) throws IOException {
    return DirectoryContentStore.open(blobs(context));
  }

  StoreDirectory directory(Context context) {
    return new StoreDirectory(blobs(context));
  }

  /** For people: {@code 12.3 MB}. */
  static String size(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes;
    String unit = "B";
    for (String next : new String[] {"kB", "MB", "GB", "TB"}) {
      if (value < 1000) {
        break;
      }
      value /= 1000;
      unit = next;
    }
    return String.format(java.util.Locale.ROOT, "%.1f %s", value, unit);
  }
}
