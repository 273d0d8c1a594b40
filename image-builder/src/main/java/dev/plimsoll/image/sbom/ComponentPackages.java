package dev.plimsoll.image.sbom;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.sbom.SoftwarePackage.Kind;
import dev.plimsoll.image.source.Component;
import dev.plimsoll.image.source.LockEntry;
import dev.plimsoll.image.source.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the specification names: packages, images and the layers of images. */
final class ComponentPackages {
  private ComponentPackages() {}

  /**
   * @param location part of the specification, e.g. {@code services[0]}
   */
  static List<SoftwarePackage> of(Component component, String location, String architecture) {
    Optional<LockEntry> pin = component.pin();
    String reference = component.reference().value();
    if (pin.isPresent() && pin.get() instanceof LockEntry.Deb deb) {
      return List.of(
          DpkgDatabase.of(
                  deb.name(),
                  deb.version(),
                  Optional.of(deb.architecture()),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty())
              .digest(deb.archive())
              .at(location, reference));
    }
    List<SoftwarePackage> found = new ArrayList<>();
    Optional<Digest> manifest =
        pin.filter(LockEntry.Image.class::isInstance)
            .map(LockEntry.Image.class::cast)
            .map(LockEntry.Image::manifest);
    manifest.ifPresent(m -> found.add(image(component, m, location, architecture)));
    for (Component.Layer layer : component.layers()) {
      found.add(
          SoftwarePackage.named(
                  Kind.LAYER, "layer of " + component.identity(), layer.blob().digest().toString())
              .digest(layer.blob().digest())
              .at(location, reference));
    }
    return found;
  }

  private static SoftwarePackage image(
      Component component, Digest manifest, String location, String architecture) {
    String name = component.identity();
    String repository = "";
    String tag = "";
    Optional<Reference.Registry> registry = registry(component);
    if (registry.isPresent()) {
      repository = registry.get().host() + "/" + registry.get().repository();
      name = repository.substring(repository.lastIndexOf('/') + 1);
      tag = registry.get().tag().orElse("");
    }
    String shown = repository.isEmpty() ? name : repository;
    return SoftwarePackage.named(Kind.IMAGE, shown, manifest.toString())
        .architecture(Optional.of(architecture))
        .digest(manifest)
        .url(
            new PackageUrl(
                "oci",
                Optional.empty(),
                plain(name),
                manifest.toString(),
                Map.of("arch", architecture, "repository_url", repository, "tag", tag)))
        .at(location, component.reference().value());
  }

  private static Optional<Reference.Registry> registry(Component component) {
    try {
      return Optional.of(Reference.parse(component.reference()))
          .filter(Reference.Registry.class::isInstance)
          .map(Reference.Registry.class::cast);
    } catch (FormatException e) {
      return Optional.empty(); // it was fetched, so it was a reference; then by its own name
    }
  }

  /** The last part of a local reference, without transport and tag. */
  private static String plain(String name) {
    String last = name.substring(name.lastIndexOf('/') + 1);
    int colon = last.indexOf(':');
    String text = last.startsWith("oci:") ? last.substring(colon + 1) : last;
    int end = text.indexOf(':');
    return end > 0 ? text.substring(0, end) : text;
  }
}
