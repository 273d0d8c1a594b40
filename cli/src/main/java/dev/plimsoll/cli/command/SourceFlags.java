package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.layer.LayerLimits;
import dev.plimsoll.image.source.SourceOptions;
import dev.plimsoll.image.source.TrustGate;
import dev.plimsoll.image.spec.TrustPolicy.Requirement;
import dev.plimsoll.image.spec.TrustPolicy.SignedByKey;
import dev.plimsoll.pipeline.trust.VerifierTrustGate;
import dev.plimsoll.verifier.VerifyingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** Where a build's components may come from, and what pins them. */
final class SourceFlags {
  @Option(
      names = "--lock",
      paramLabel = "FILE",
      description = "(default: plimsoll.lock beside the first YAML)")
  private Optional<Path> lock = Optional.empty();

  @Option(names = "--update", description = "refresh every entry of the lock file")
  private boolean update;

  @Option(names = "--locked", description = "refuse what the lock file does not have")
  private boolean locked;

  @Option(
      names = "--offline",
      description = "open no socket, run no apt: everything comes from the store")
  private boolean offline;

  @Option(
      names = "--plain-http",
      split = ",",
      paramLabel = "HOST",
      description = "registries (HOST[:PORT]) to ask without TLS; loopback needs no mention")
  private Set<String> plainHttp = Set.of();

  @Option(
      names = "--mirror",
      split = ",",
      paramLabel = "HOST=URL",
      description = "ask this before the registry HOST; several are asked in order")
  private List<String> mirrors = List.of();

  @Option(
      names = "--layer-limits",
      paramLabel = "NAME=N,…",
      description = {
        "what one layer may cost: entries, path, depth, expanded, ratio, header, xattrs,",
        "xattr-bytes, index; K, M and G after a number (docs/image-building.md)"
      })
  private Optional<String> layerLimits = Optional.empty();

  @Option(
      names = "--trust-key",
      paramLabel = "FILE",
      description = "PEM key for images that must be signed where \"trust:\" names no key")
  private List<Path> trustKeys = List.of();

  LayerLimits layerLimits() throws FormatException {
    return layerLimits.isPresent()
        ? LayerLimits.DEFAULT.with(layerLimits.get(), "--layer-limits")
        : LayerLimits.DEFAULT;
  }

  Path lockFile(Path folder) {
    return lock.orElseGet(() -> folder.resolve("plimsoll.lock"));
  }

  LockMode lockMode() throws CommandFailure {
    if (update && locked) {
      throw CommandFailure.wrong("--update and --locked exclude each other");
    }
    if (update && offline) {
      throw CommandFailure.wrong("--update and --offline exclude each other");
    }
    return update ? LockMode.UPDATE : locked ? LockMode.LOCKED : LockMode.ADD;
  }

  SourceOptions options() throws CommandFailure {
    Map<String, List<String>> byHost = new TreeMap<>();
    for (String mirror : mirrors) {
      int equals = mirror.indexOf('=');
      String url = mirror.substring(equals + 1);
      if (equals < 1 || !url.matches("https?://[^/?#\\s@]+(/[^?#\\s]*)?")) {
        throw CommandFailure.wrong(
            "--mirror is " + FormatException.quote(mirror) + ", wanted HOST=https://MIRROR[/PATH]");
      }
      byHost.computeIfAbsent(mirror.substring(0, equals), h -> new ArrayList<>()).add(url);
    }
    return new SourceOptions(
        offline ? SourceOptions.Network.OFFLINE : SourceOptions.Network.ONLINE, plainHttp, byHost);
  }

  /** Checks the signatures that specifications ask for. */
  TrustGate gate() throws IOException, FormatException {
    List<Requirement> keys = new ArrayList<>();
    for (Path file : trustKeys) {
      String pem = Files.readString(file);
      VerifyingKey.parsePem(file.toString(), Bytes.ofUtf8(pem));
      keys.add(new SignedByKey(pem));
    }
    return new VerifierTrustGate(keys);
  }
}
