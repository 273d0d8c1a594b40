package dev.plimsoll.image.spec;

import java.util.List;
import java.util.Optional;

/** A whole specification, one or several YAML files merged; immutable. */
public record ImageSpec(
    Optional<KernelSpec> kernel,
    List<Located<String>> init,
    List<ContainerSpec> onboot,
    List<ContainerSpec> onshutdown,
    List<ContainerSpec> services,
    List<FileSpec> files,
    TrustPolicy trust) {
  public ImageSpec {
    init = List.copyOf(init);
    onboot = List.copyOf(onboot);
    onshutdown = List.copyOf(onshutdown);
    services = List.copyOf(services);
    files = List.copyOf(files);
  }

  /** Lists grow, kernel fields are overridden one by one. */
  ImageSpec followedBy(ImageSpec later) {
    Optional<KernelSpec> merged =
        kernel.map(k -> later.kernel.map(k::overriddenBy).orElse(k)).or(later::kernel);
    return new ImageSpec(
        merged,
        Lists.joined(init, later.init),
        Lists.joined(onboot, later.onboot),
        Lists.joined(onshutdown, later.onshutdown),
        Lists.joined(services, later.services),
        Lists.joined(files, later.files),
        trust.and(later.trust));
  }
}
