package dev.plimsoll.cli.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.RepositoryMap;
import dev.plimsoll.verifier.tuf.MetadataSource;
import dev.plimsoll.verifier.tuf.MultiRepositoryUpdater;
import dev.plimsoll.verifier.tuf.TargetFiles;
import dev.plimsoll.verifier.tuf.TrustedStore;
import dev.plimsoll.verifier.tuf.TufException;
import dev.plimsoll.verifier.tuf.Updater;
import dev.plimsoll.verifier.tuf.UpdaterPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The client over the repositories of a map file (TAP 4), each with its trusted metadata in a
 * directory of its own name. {@code metadata/} and {@code targets/} stand below each URL.
 */
final class MappedSession {
  private final RepositoryMap map;
  private final MultiRepositoryUpdater updater;

  private MappedSession(RepositoryMap map, MultiRepositoryUpdater updater) {
    this.map = map;
    this.updater = updater;
  }

  static MappedSession of(Path mapFile, Path metadata, UpdaterPolicy policy, Instant now)
      throws IOException {
    RepositoryMap map;
    try {
      map = RepositoryMap.parse(mapFile.toString(), Bytes.copyOf(Files.readAllBytes(mapFile)));
    } catch (FormatException e) {
      throw new IOException(e.getMessage(), e);
    }
    return new MappedSession(
        map,
        MultiRepositoryUpdater.of(
            map,
            name ->
                Updater.of(
                    TrustedStore.of(metadata.resolve(name)),
                    source(urls(map, name)),
                    policy,
                    now)));
  }

  private static List<String> urls(RepositoryMap map, String name) {
    return Optional.ofNullable(map.repositories().get(name)).orElseThrow();
  }

  private static MetadataSource source(List<String> urls) throws IOException {
    List<MetadataSource> mirrors = new ArrayList<>();
    for (String url : urls) {
      mirrors.add(Mirrors.metadata(below(url, "metadata"), HttpLimits.STANDARD));
    }
    return Mirrors.first(mirrors);
  }

  private static String below(String url, String folder) {
    return (url.endsWith("/") ? url : url + "/") + folder;
  }

  void refresh(ClientSession.Told told) throws IOException {
    Map<String, String> failed = updater.refresh();
    for (String name : map.repositories().keySet()) {
      told.tell(name + ": " + failed.getOrDefault(name, "up to date"));
    }
    if (!failed.isEmpty()) {
      throw new IOException("not every repository of the map is up to date");
    }
  }

  void download(List<String> targets, Path directory, ClientSession.Told told)
      throws IOException, TufException {
    Files.createDirectories(directory);
    TargetFiles files = TargetFiles.of(directory);
    for (String target : targets) {
      MultiRepositoryUpdater.Found found =
          updater
              .findTarget(target)
              .orElseThrow(() -> new IOException("no repository of the map lists " + target));
      Optional<Path> held = files.cached(target, found.file());
      Path file = held.isPresent() ? held.get() : fetch(target, found, files);
      told.tell(target + " -> " + file + ", agreed by " + found.repositories());
    }
  }

  /** From the first mirror that has it; what is fetched must be what all agreed on. */
  private Path fetch(String target, MultiRepositoryUpdater.Found found, TargetFiles files)
      throws IOException, TufException {
    IOException last = new IOException("no mirror has " + target);
    for (String name : found.repositories()) {
      boolean consistent = updater.updaterOf(name).trusted().root().signed().consistentSnapshot();
      for (String url : urls(map, name)) {
        try {
          return files.fetch(
              target,
              found.file(),
              Mirrors.targets(below(url, "targets"), HttpLimits.STANDARD),
              consistent);
        } catch (IOException e) {
          last = e;
        } catch (TufException e) {
          last = new IOException(e.getMessage(), e); // a mirror that lies: the next one may not
        }
      }
    }
    throw last;
  }
}
