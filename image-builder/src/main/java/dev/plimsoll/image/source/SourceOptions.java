package dev.plimsoll.image.source;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where components may come from, beyond what the specification says.
 *
 * @param plainHttpHosts registries ({@code HOST[:PORT]}) that are asked over plain HTTP; loopback
 *     addresses need no mention
 * @param mirrors base URLs to ask before the registry itself, by registry host
 */
public record SourceOptions(
    Network network, Set<String> plainHttpHosts, Map<String, List<String>> mirrors) {
  /** Online, no mirrors, plain HTTP to loopback alone. */
  public static final SourceOptions DEFAULT = new SourceOptions(Network.ONLINE, Set.of(), Map.of());

  public SourceOptions {
    plainHttpHosts = Set.copyOf(plainHttpHosts);
    mirrors = Map.copyOf(mirrors);
  }

  /** Whether anything may be asked of another machine. */
  public enum Network {
    ONLINE,
    OFFLINE
  }
}
