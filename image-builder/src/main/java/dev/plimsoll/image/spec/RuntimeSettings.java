package dev.plimsoll.image.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code runtime:} what LinuxKit's init does around a container; it ends in {@code runtime.json}.
 *
 * @param bindNamespaces paths to keep the container's namespaces at, by {@code cgroup}, {@code
 *     ipc}, {@code mnt}, {@code net}, {@code pid}, {@code user}, {@code uts}
 * @param namespace of containerd
 */
public record RuntimeSettings(
    Optional<List<String>> cgroups,
    Optional<List<MountSpec>> mounts,
    Optional<List<String>> mkdir,
    Optional<List<Interface>> interfaces,
    Map<String, String> bindNamespaces,
    Optional<String> namespace) {
  /** Nothing set. */
  public static final RuntimeSettings NONE =
      new RuntimeSettings(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          Optional.empty());

  public RuntimeSettings {
    bindNamespaces = Map.copyOf(bindNamespaces);
  }

  /**
   * A network interface that is moved into the container, or made for it.
   *
   * @param add kind of a new one, e.g. {@code veth}, {@code wireguard}; empty: an existing one
   * @param peer of a veth pair; empty for others
   */
  public record Interface(String name, String add, String peer, boolean createInRoot) {}

  /** Field by field, as LinuxKit merges YAML and label. */
  RuntimeSettings over(RuntimeSettings label) {
    Map<String, String> bound = new TreeMap<>(label.bindNamespaces);
    bound.putAll(bindNamespaces);
    return new RuntimeSettings(
        cgroups.or(label::cgroups),
        mounts.or(label::mounts),
        mkdir.or(label::mkdir),
        interfaces.or(label::interfaces),
        bound,
        namespace.or(label::namespace));
  }
}
