package dev.plimsoll.image.kernel;

import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.FileTree.Placed;
import dev.plimsoll.image.layer.LayerException;
import dev.plimsoll.image.layer.LayerLimits;
import dev.plimsoll.image.layer.LayerReader;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.spec.KernelSpec;
import dev.plimsoll.image.spec.Located;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a kernel component holds: a Debian package ({@code boot/vmlinuz-*}, {@code boot/config-*},
 * {@code lib/modules}) or a LinuxKit kernel image ({@code /kernel}, {@code /kernel.tar}).
 *
 * @param image the bootable file
 * @param config the configuration it was built with, where the component has it as a file
 * @param configPath of the configuration inside the component; empty when there is none
 * @param release e.g. {@code 6.1.0-56-cloud-amd64}; empty when neither the kernel nor a folder of
 *     modules tells it
 * @param modules a tree with {@code lib/modules/RELEASE}, for stage 1; empty when there are none
 * @param forRoot what the root gets of it
 * @param microcode an uncompressed cpio that the kernel reads before it unpacks the initramfs
 */
public record KernelFiles(
    RegularFile image,
    Optional<RegularFile> config,
    String configPath,
    String release,
    FileTree modules,
    FileTree forRoot,
    Optional<RegularFile> microcode) {
  private static final String DEBIAN = "boot/vmlinuz-";
  private static final String DEFAULT_TAR = "kernel.tar";
  private static final List<String> MODULES = List.of("lib/modules", "usr/lib/modules");
  private static final FileTree NOTHING = new TreeBuilder().build();

  /**
   * Finds the parts, by the names that {@code spec} gives them.
   *
   * @param what names the component in messages
   * @param spool directory for a module archive's data
   * @throws LayerException when a part is missing, or the kernel is one for another architecture
   */
  public static KernelFiles find(
      FileTree tree, KernelSpec spec, Architecture architecture, String what, Path spool)
      throws IOException {
    List<String> debian = debianKernels(tree);
    if (debian.size() > 1) {
      throw new LayerException(what + ": has " + debian.size() + " kernels, wanted one");
    }
    boolean isDebian = spec.binary().isEmpty() && !debian.isEmpty();
    RegularFile image =
        isDebian ? tree.findFile(debian.getFirst()).orElseThrow() : binary(tree, spec, what);
    KernelImage found = KernelImage.of(image.content());
    if (found.architecture().isPresent() && found.architecture().get() != architecture) {
      throw new LayerException(
          what
              + ": its kernel is for "
              + found.architecture().get().wire()
              + ", wanted "
              + architecture.wire());
    }
    Optional<RegularFile> microcode = microcode(tree, spec, what);
    if (isDebian) {
      String configPath = "boot/config-" + debian.getFirst().substring(DEBIAN.length());
      FileTree modules = onlyModules(tree);
      FileTree forRoot = spec.modulesInRoot() ? modules : NOTHING;
      return of(image, tree, configPath, found, modules, forRoot, microcode);
    }
    FileTree unpacked = archive(tree, spec, what, spool);
    FileTree forRoot = spec.modulesInRoot() ? unpacked : NOTHING;
    return of(image, tree, "kernel-config", found, unpacked, forRoot, microcode);
  }

  private static KernelFiles of(
      RegularFile image,
      FileTree tree,
      String configPath,
      KernelImage found,
      FileTree modules,
      FileTree forRoot,
      Optional<RegularFile> microcode)
      throws IOException {
    Optional<RegularFile> config = tree.findFile(configPath);
    String release = found.release().or(() -> onlyRelease(modules)).orElse("");
    return new KernelFiles(
        image,
        config,
        config.isPresent() ? configPath : "",
        release,
        modules,
        ModuleIndexes.addTo(forRoot, release),
        microcode);
  }

  private static List<String> debianKernels(FileTree tree) {
    List<String> debian = new ArrayList<>();
    for (Map.Entry<String, Placed> e : tree.below("boot").entrySet()) {
      if (e.getKey().startsWith(DEBIAN) && e.getValue().node() instanceof RegularFile) {
        debian.add(e.getKey());
      }
    }
    return debian;
  }

  private static RegularFile binary(FileTree tree, KernelSpec spec, String what)
      throws LayerException {
    return tree.findFile(spec.binaryName())
        .orElseThrow(
            () ->
                new LayerException(
                    what + ": holds no kernel: neither /boot/vmlinuz-* nor /" + spec.binaryName()));
  }

  private static Optional<RegularFile> microcode(FileTree tree, KernelSpec spec, String what)
      throws LayerException {
    Optional<String> name = spec.ucode().map(Located::value).filter(n -> !n.isEmpty());
    if (name.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        tree.findFile(name.get())
            .orElseThrow(() -> new LayerException(what + ": holds no microcode /" + name.get())));
  }

  /** The module archive, unpacked; without {@code tar:} in the specification, if it is there. */
  private static FileTree archive(FileTree tree, KernelSpec spec, String what, Path spool)
      throws IOException {
    String name = spec.modulesInRoot() ? spec.tarName() : DEFAULT_TAR;
    Optional<RegularFile> tar = tree.findFile(name);
    if (tar.isEmpty() && spec.modulesInRoot()) {
      throw new LayerException(what + ": has no /" + name + "; \"tar: none\" does without");
    }
    LayerReader reader = new LayerReader(spool, LayerLimits.DEFAULT);
    if (tar.isPresent()) {
      reader.readUnchecked(tar.get().content(), what + ", " + name);
    }
    return reader.tree();
  }

  private static FileTree onlyModules(FileTree tree) throws IOException {
    TreeBuilder modules = new TreeBuilder();
    for (String base : MODULES) {
      for (Map.Entry<String, Placed> e : tree.below(base).entrySet()) {
        modules.add(e.getKey(), e.getValue().node(), e.getValue().origin());
      }
    }
    return modules.build();
  }

  /** The one folder of modules that there is. */
  private static Optional<String> onlyRelease(FileTree modules) {
    Set<String> releases = new TreeSet<>();
    for (String base : MODULES) {
      for (String path : modules.below(base).keySet()) {
        String rest = path.substring(base.length() + 1);
        int slash = rest.indexOf('/');
        if (slash > 0) {
          releases.add(rest.substring(0, slash));
        }
      }
    }
    return releases.size() == 1 ? releases.stream().findFirst() : Optional.empty();
  }
}
