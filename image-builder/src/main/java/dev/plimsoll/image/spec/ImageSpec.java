package dev.plimsoll.image.spec;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A whole specification, one or several YAML files merged; immutable.
 *
 * @param merged the YAML that it was read from, aliases and templates resolved
 */
public record ImageSpec(
    Optional<KernelSpec> kernel,
    List<Located<String>> init,
    List<VolumeSpec> volumes,
    List<ContainerSpec> onboot,
    List<ContainerSpec> onshutdown,
    List<ContainerSpec> services,
    List<FileSpec> files,
    TrustPolicy trust,
    YamlMap merged) {
  public ImageSpec {
    init = List.copyOf(init);
    volumes = List.copyOf(volumes);
    onboot = List.copyOf(onboot);
    onshutdown = List.copyOf(onshutdown);
    services = List.copyOf(services);
    files = List.copyOf(files);
  }

  /** Every container, in the order in which they are laid out. */
  public List<ContainerSpec> containers() {
    List<ContainerSpec> all = new ArrayList<>(onboot);
    all.addAll(onshutdown);
    all.addAll(services);
    return List.copyOf(all);
  }

  /** One YAML text that says the same: parsing it gives this specification but for the places. */
  public Bytes toYaml() {
    return YamlWriter.write(merged);
  }
}
