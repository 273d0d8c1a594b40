package dev.plimsoll.image.plan;

import dev.plimsoll.image.kernel.KernelFiles;
import dev.plimsoll.image.layer.Section;
import dev.plimsoll.image.spec.KernelSpec;
import dev.plimsoll.image.spec.Located;

/**
 * The kernel of an image.
 *
 * @param identity of the component, e.g. {@code deb:linux-image-6.1.0-56-cloud-amd64=6.1.192-2}
 */
public record PlannedKernel(KernelSpec spec, KernelFiles files, String identity, Section section) {
  /** The specification's command line, and where it is written; empty when there is none. */
  public Located<String> commandLine() {
    return spec.commandLine().orElseGet(() -> new Located<>("", spec.at()));
  }
}
