package dev.plimsoll.bench.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.verifier.tuf.MetadataSource;
import dev.plimsoll.verifier.tuf.TrustedStore;
import dev.plimsoll.verifier.tuf.TufException;
import dev.plimsoll.verifier.tuf.Updater;
import dev.plimsoll.verifier.tuf.UpdaterLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code java … ClientBench METADATA URL TARGET WORK ROUNDS}: cold refresh and lookup of TARGET by
 * our own client, each time from nothing but the pinned root. Prints medians in milliseconds: all
 * in memory; metadata from memory into a synced store below WORK; over HTTP from URL into the same.
 */
public final class ClientBench {
  private ClientBench() {}

  /** One cold update. */
  private interface Update {
    void run() throws IOException, TufException;
  }

  public static void main(String[] args) throws IOException, TufException {
    Path metadata = Path.of(args[0]);
    String url = args[1];
    String target = args[2];
    Path work = Path.of(args[3]);
    int rounds = Integer.parseInt(args[4]);
    Map<String, Bytes> files = new HashMap<>();
    try (Stream<Path> all = Files.list(metadata)) {
      for (Path file : all.toList()) {
        files.put(String.valueOf(file.getFileName()), Bytes.copyOf(Files.readAllBytes(file)));
      }
    }
    Bytes root = Optional.ofNullable(files.get("1.root.json")).orElseThrow();
    MetadataSource memory = MetadataSource.of(files);
    measure("memory", rounds, () -> update(TrustedStore.inMemory(root), memory, target));
    measure("disk", rounds, () -> update(fresh(work, root), memory, target));
    measure("http", rounds, () -> update(fresh(work, root), http(url), target));
  }

  private static void update(TrustedStore store, MetadataSource source, String target)
      throws IOException, TufException {
    Updater updater = Updater.of(store, source, UpdaterLimits.STANDARD, Instant.now());
    updater.refresh();
    if (updater.findTarget(target).isEmpty()) {
      throw new IllegalStateException(target + " is not listed");
    }
  }

  private static TrustedStore fresh(Path work, Bytes root) throws IOException {
    Path directory = Files.createTempDirectory(work, "client");
    Files.write(directory.resolve("root.json"), root.toArray());
    return TrustedStore.of(directory);
  }

  private static MetadataSource http(String url) {
    return (name, maxBytes) -> {
      if (!(URI.create(url + name).toURL().openConnection() instanceof HttpURLConnection answer)) {
        throw new IOException(url);
      }
      if (answer.getResponseCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      try (InputStream in = answer.getInputStream()) {
        return Optional.of(Bytes.copyOf(in.readNBytes((int) maxBytes)));
      }
    };
  }

  private static void measure(String what, int rounds, Update update)
      throws IOException, TufException {
    for (int i = 0; i < rounds; i++) {
      update.run(); // until it is compiled
    }
    double[] taken = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      long start = System.nanoTime();
      update.run();
      taken[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(taken);
    System.out.printf(
        Locale.ROOT,
        "plimsoll %-7s median %6.2f ms, best %6.2f ms%n",
        what,
        taken[rounds / 2],
        taken[0]);
  }
}
