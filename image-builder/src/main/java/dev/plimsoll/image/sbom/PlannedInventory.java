package dev.plimsoll.image.sbom;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.image.plan.BuildPlan;
import dev.plimsoll.image.plan.PlannedKernel;
import dev.plimsoll.image.sbom.SoftwarePackage.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes stock of a plan: what lies in its root, and what was fetched for it. */
final class PlannedInventory {
  private PlannedInventory() {}

  static Inventory of(BuildPlan plan) throws IOException {
    String architecture = plan.architecture().wire();
    TreePackages.Found found = TreePackages.in(plan.root());
    List<SoftwarePackage> packages = new ArrayList<>(found.packages());
    for (BuildPlan.Use use : plan.uses()) {
      packages.addAll(
          ComponentPackages.of(use.component(), use.section().location(), architecture));
    }
    if (plan.kernel().isPresent()) {
      packages.add(kernel(plan.kernel().get(), architecture));
    }
    return new Inventory(plan.name(), architecture, packages, found.unread());
  }

  private static SoftwarePackage kernel(PlannedKernel kernel, String architecture)
      throws IOException {
    String release = kernel.files().release();
    Digest image;
    try (InputStream in = kernel.files().image().content().open()) {
      image = Digest.of(in);
    }
    return SoftwarePackage.named(Kind.KERNEL, "linux", release)
        .architecture(Optional.of(architecture))
        .license(Optional.of("GPL-2.0-only WITH Linux-syscall-note"))
        .homepage(Optional.of("https://www.kernel.org/"))
        .digest(image)
        .url(
            new PackageUrl(
                "generic", Optional.empty(), "linux", release, Map.of("arch", architecture)))
        .at(kernel.section().location(), kernel.identity());
  }
}
