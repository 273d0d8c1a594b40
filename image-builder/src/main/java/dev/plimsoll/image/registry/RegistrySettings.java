package dev.plimsoll.image.registry;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How registries are reached.
 *
 * @param plainHttpHosts {@code HOST[:PORT]} that are asked over plain HTTP; loopback addresses need
 *     no mention
 * @param mirrors base URLs to ask before the registry itself, by registry host
 * @param credentials logins; never sent to a host that they were not stored for
 */
public record RegistrySettings(
    Set<String> plainHttpHosts,
    Map<String, List<String>> mirrors,
    Credentials credentials,
    RegistryLimits limits) {
  public RegistrySettings {
    plainHttpHosts = Set.copyOf(plainHttpHosts);
    Map<String, List<String>> copy = new TreeMap<>();
    mirrors.forEach((host, urls) -> copy.put(host, List.copyOf(urls)));
    mirrors = Map.copyOf(copy);
  }
}
