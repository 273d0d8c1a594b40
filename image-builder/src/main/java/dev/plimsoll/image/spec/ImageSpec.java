package dev.plimsoll.image.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A whole specification, one or several YAML files merged; immutable. */
public record ImageSpec(
    Optional<KernelSpec> kernel,
    List<Located<String>> init,
    List<ContainerSpec> onboot,
    List<ContainerSpec> onshutdown,
    List<ContainerSpec> services,
    List<FileSpec> files) {
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
        joined(init, later.init),
        joined(onboot, later.onboot),
        joined(onshutdown, later.onshutdown),
        joined(services, later.services),
        joined(files, later.files));
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
