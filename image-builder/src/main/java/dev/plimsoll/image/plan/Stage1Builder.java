package dev.plimsoll.image.plan;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.BuildRequest.BootAgent;
import dev.plimsoll.image.kernel.KernelFiles;
import dev.plimsoll.image.kernel.ModuleSet;
import dev.plimsoll.image.kernel.StaticProgram;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.LayerException;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.plan.ComponentTrees.Unpacked;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds what a stage-1 initramfs is made of. One for each plan; used by one thread. */
final class Stage1Builder {
  /** Packages that stage 1 takes when the specification brings nothing fit. */
  private static final String BUSYBOX = "deb:busybox-static";

  private static final int MAX_CONFIG = 4 << 20;

  private static final List<String> VERITY_TOOLS =
      List.of(
          "deb:dmsetup",
          "deb:libdevmapper1.02.1",
          "deb:libselinux1",
          "deb:libpcre2-8-0",
          "deb:libudev1",
          "deb:libc6");

  private final PlannedKernel kernel;
  private final List<Unpacked> init;
  private final Packages packages;
  private final ModuleSet modules;
  private final Architecture architecture;
  private Optional<RegularFile> busybox = Optional.empty();

  /** Fetches packages that no specification names. */
  interface Packages {
    List<FileTree> fetch(List<String> references) throws FormatException, IOException;
  }

  Stage1Builder(
      PlannedKernel kernel, Architecture architecture, List<Unpacked> init, Packages packages)
      throws IOException {
    this.architecture = architecture;
    this.kernel = kernel;
    this.init = init;
    this.packages = packages;
    this.modules = ModuleSet.of(kernel.files().modules(), kernel.files().release());
  }

  Stage1 build(Stage1Kind kind, Optional<BootAgent> agent) throws FormatException, IOException {
    List<ModuleSet.Module> needed = modules(kind);
    List<FileTree> segments = new ArrayList<>();
    segments.add(Stage1Plan.base(busybox()));
    segments.add(Stage1Plan.modules(needed));
    segments.add(decider(kind, agent));
    return new Stage1(segments, needed.stream().map(ModuleSet.Module::name).toList());
  }

  private List<ModuleSet.Module> modules(Stage1Kind kind) throws IOException {
    KernelFiles files = kernel.files();
    if (files.release().isEmpty() && !files.modules().entries().isEmpty()) {
      throw located("tells no version, so that its modules cannot be chosen");
    }
    if (modules.isEmpty()) {
      requireBuiltIn(kind);
    }
    try {
      return modules.resolve(kind.modules());
    } catch (LayerException e) {
      throw located("cannot open a root on a disk: " + e.getMessage());
    }
  }

  /** A kernel without modules has all built in, or it has not; its configuration may tell. */
  private void requireBuiltIn(Stage1Kind kind) throws IOException {
    Optional<RegularFile> config = kernel.files().config();
    if (config.isEmpty()) {
      return;
    }
    Set<String> lines =
        new HashSet<>(config.get().content().read(MAX_CONFIG).utf8().lines().toList());
    for (String option : kind.options()) {
      if (!lines.contains(option + "=y")) {
        throw located("has no modules, and its configuration is without " + option + "=y");
      }
    }
  }

  private LayerException located(String why) {
    String at = kernel.spec().image().orElseThrow().at().toString();
    return new LayerException(at + ": " + kernel.identity() + ": the kernel " + why);
  }

  private FileTree decider(Stage1Kind kind, Optional<BootAgent> agent)
      throws FormatException, IOException {
    if (kind != Stage1Kind.VERITY) {
      return Stage1Plan.script(kind);
    }
    return agent.isPresent()
        ? Stage1Plan.agent(agent.get())
        : Stage1Plan.openOnly(packages.fetch(VERITY_TOOLS));
  }

  /** A static BusyBox of the specification's own, else Debian's. */
  private RegularFile busybox() throws FormatException, IOException {
    if (busybox.isEmpty()) {
      busybox = Optional.of(findBusybox());
    }
    return busybox.get();
  }

  private RegularFile findBusybox() throws FormatException, IOException {
    for (Unpacked component : init) {
      Optional<RegularFile> found = component.files().findFile("bin/busybox");
      if (found.isPresent() && StaticProgram.isStatic(found.get().content(), architecture)) {
        return found.get();
      }
    }
    return packages
        .fetch(List.of(BUSYBOX))
        .getFirst()
        .findFile("bin/busybox")
        .orElseThrow(() -> new IOException(BUSYBOX + " has no /bin/busybox"));
  }
}
