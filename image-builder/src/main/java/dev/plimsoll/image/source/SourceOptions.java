package dev.plimsoll.image.source;

import dev.plimsoll.image.registry.Credentials;
import dev.plimsoll.image.registry.DockerCredentials;
import dev.plimsoll.image.registry.RegistryLimits;
import dev.plimsoll.image.registry.RegistrySettings;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where components may come from, beyond what the specification says.
 *
 * @param plainHttpHosts registries ({@code HOST[:PORT]}) that are asked over plain HTTP; loopback
 *     addresses need no mention
 * @param mirrors base URLs to ask before the registry itself, by registry host
 * @param credentials logins for registries
 * @param limits what a registry may cost
 */
public record SourceOptions(
    Network network,
    Set<String> plainHttpHosts,
    Map<String, List<String>> mirrors,
    Credentials credentials,
    RegistryLimits limits) {
  /** Online, no mirrors, plain HTTP to loopback alone, the logins of the user. */
  public static final SourceOptions DEFAULT = new SourceOptions(Network.ONLINE, Set.of(), Map.of());

  public SourceOptions {
    plainHttpHosts = Set.copyOf(plainHttpHosts);
    mirrors = Map.copyOf(mirrors);
  }

  /** With the logins that docker, podman and skopeo keep for this user. */
  public SourceOptions(
      Network network, Set<String> plainHttpHosts, Map<String, List<String>> mirrors) {
    this(
        network,
        plainHttpHosts,
        mirrors,
        DockerCredentials.ofUser(System.getenv()),
        RegistryLimits.DEFAULT);
  }

  /** These, with other logins and limits. */
  public SourceOptions with(Credentials logins, RegistryLimits other) {
    return new SourceOptions(network, plainHttpHosts, mirrors, logins, other);
  }

  RegistrySettings settings() {
    return new RegistrySettings(plainHttpHosts, mirrors, credentials, limits);
  }

  /** Whether anything may be asked of another machine. */
  public enum Network {
    ONLINE,
    OFFLINE
  }
}
