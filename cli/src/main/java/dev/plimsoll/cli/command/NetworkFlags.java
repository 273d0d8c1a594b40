package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.source.SourceOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** What may be asked of other machines, and how. */
final class NetworkFlags {
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

  boolean offline() {
    return offline;
  }

  /** Whether the user said anything. */
  boolean given() {
    return offline || !plainHttp.isEmpty() || !mirrors.isEmpty();
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
}
