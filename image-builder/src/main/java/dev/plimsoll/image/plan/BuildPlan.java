package dev.plimsoll.image.plan;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.BuildRequest.BootAgent;
import dev.plimsoll.image.kernel.KernelFiles;
import dev.plimsoll.image.kernel.ModuleSet;
import dev.plimsoll.image.kernel.StaticProgram;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.LayerStore;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.plan.ComponentTrees.Unpacked;
import dev.plimsoll.image.source.Component;
import dev.plimsoll.image.source.Fetcher;
import dev.plimsoll.image.source.LocalPaths;
import dev.plimsoll.image.spec.ContainerSpec;
import dev.plimsoll.image.spec.FileSpec;
import dev.plimsoll.image.spec.ImageSpec;
import dev.plimsoll.image.spec.KernelSpec;
import dev.plimsoll.image.spec.Located;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything an image is made of, fetched, checked and laid out; nothing is written yet. The trees'
 * data lies in the build's work directory.
 *
 * @param kernelOrigin e.g. {@code deb:linux-image-6.1.0-56-cloud-amd64=6.1.192-2}
 * @param modules of stage 1, in insmod order
 * @param stage1 one tree for each segment
 * @param uses every component and what it is used for, in the order of the specification
 */
public record BuildPlan(
    KernelSpec kernelSpec,
    KernelFiles kernel,
    String kernelOrigin,
    List<ModuleSet.Module> modules,
    List<FileTree> stage1,
    FileTree root,
    List<Use> uses) {

  /** A component and its role, e.g. {@code services[0] web}. */
  public record Use(String role, Component component) {}

  /** Packages that stage 1 takes when the specification brings nothing fit. */
  private static final String BUSYBOX = "deb:busybox-static";

  private static final List<String> OPEN_ONLY_TOOLS =
      List.of(
          "deb:dmsetup",
          "deb:libdevmapper1.02.1",
          "deb:libselinux1",
          "deb:libpcre2-8-0",
          "deb:libudev1",
          "deb:libc6");

  /** Fetches and lays out {@code spec}. */
  public static BuildPlan of(
      ImageSpec spec,
      KernelSpec kernelSpec,
      Optional<BootAgent> agent,
      Fetcher fetcher,
      LayerStore layers,
      LocalPaths paths,
      Path work)
      throws FormatException, IOException {
    return new Planner(spec, kernelSpec, new ComponentTrees(fetcher, layers), paths, work)
        .plan(agent);
  }

  /** The steps of one plan, in order. */
  private static final class Planner {
    private final ImageSpec spec;
    private final KernelSpec kernelSpec;
    private final ComponentTrees trees;
    private final LocalPaths paths;
    private final Path work;
    private final List<Use> uses = new ArrayList<>();

    Planner(
        ImageSpec spec, KernelSpec kernelSpec, ComponentTrees trees, LocalPaths paths, Path work) {
      this.spec = spec;
      this.kernelSpec = kernelSpec;
      this.trees = trees;
      this.paths = paths;
      this.work = work;
    }

    BuildPlan plan(Optional<BootAgent> agent) throws FormatException, IOException {
      Located<String> kernelReference = kernelSpec.image().orElseThrow();
      List<Located<String>> references = new ArrayList<>(spec.init());
      containers().forEach(c -> references.add(c.image()));
      Fetched fetched = fetchAll(kernelReference, references);
      KernelFiles kernel =
          KernelFiles.find(
              fetched.kernel.files(), kernelSpec, origin(fetched.kernel.component()), work);
      ModuleSet modules = ModuleSet.of(kernel.modules(), kernel.release());
      List<ModuleSet.Module> ordered = modules.resolve(Stage1Plan.MODULES);
      uses.add(new Use("kernel", fetched.kernel.component()));
      FileTree root = root(kernel, fetched);
      List<FileTree> stage1 = stage1(fetched, ordered, agent, kernelReference);
      return new BuildPlan(
          kernelSpec,
          kernel,
          fetched.kernel.component().identity(),
          ordered,
          stage1,
          root,
          List.copyOf(uses));
    }

    private record Fetched(Unpacked kernel, List<Unpacked> others) {}

    private Fetched fetchAll(Located<String> kernel, List<Located<String>> others)
        throws FormatException, IOException {
      return trees.unpackKernelAnd(kernel, others, Fetched::new);
    }

    private List<ContainerSpec> containers() {
      List<ContainerSpec> all = new ArrayList<>(spec.onboot());
      all.addAll(spec.onshutdown());
      all.addAll(spec.services());
      return all;
    }

    private FileTree root(KernelFiles kernel, Fetched fetched) throws FormatException, IOException {
      RootPlan root = new RootPlan(paths);
      if (kernelSpec.modulesInRoot()) {
        root.addModules(kernel.modules(), origin(fetched.kernel.component()));
      }
      int next = 0;
      for (int i = 0; i < spec.init().size(); i++) {
        Unpacked init = fetched.others.get(next++);
        uses.add(new Use("init[" + i + "]", init.component()));
        root.addInit(init.files());
      }
      next = addSection(root, "onboot", spec.onboot(), fetched, next);
      next = addSection(root, "onshutdown", spec.onshutdown(), fetched, next);
      addSection(root, "services", spec.services(), fetched, next);
      int index = 0;
      for (FileSpec file : spec.files()) {
        root.addFile(file, index++);
      }
      return root.build();
    }

    private int addSection(
        RootPlan root, String section, List<ContainerSpec> containers, Fetched fetched, int first)
        throws FormatException, IOException {
      int next = first;
      for (int i = 0; i < containers.size(); i++) {
        Unpacked image = fetched.others.get(next++);
        uses.add(new Use(containers.get(i).title(), image.component()));
        root.addContainer(section, i, containers.get(i), image.files(), image.component().config());
      }
      return next;
    }

    private List<FileTree> stage1(
        Fetched fetched,
        List<ModuleSet.Module> modules,
        Optional<BootAgent> agent,
        Located<String> kernel)
        throws FormatException, IOException {
      RegularFile busybox = busybox(fetched, kernel);
      return List.of(
          Stage1Plan.base(busybox),
          Stage1Plan.modules(modules),
          agent.isPresent() ? Stage1Plan.agent(agent.get()) : openOnly(kernel));
    }

    /** A static BusyBox of the specification's own, else Debian's. */
    private RegularFile busybox(Fetched fetched, Located<String> kernel)
        throws FormatException, IOException {
      for (Unpacked init : fetched.others.subList(0, spec.init().size())) {
        Optional<RegularFile> found = init.files().findFile("bin/busybox");
        if (found.isPresent() && StaticProgram.isStatic(found.get().content())) {
          return found.get();
        }
      }
      Unpacked busybox = implicit(List.of(BUSYBOX), kernel).getFirst();
      return busybox
          .files()
          .findFile("bin/busybox")
          .orElseThrow(() -> new IOException(BUSYBOX + " has no /bin/busybox"));
    }

    private FileTree openOnly(Located<String> kernel) throws FormatException, IOException {
      return Stage1Plan.openOnly(
          implicit(OPEN_ONLY_TOOLS, kernel).stream().map(Unpacked::files).toList());
    }

    private List<Unpacked> implicit(List<String> references, Located<String> kernel)
        throws FormatException, IOException {
      List<Unpacked> found =
          trees.unpackAll(references.stream().map(r -> new Located<>(r, kernel.at())).toList());
      found.forEach(u -> uses.add(new Use("stage 1", u.component())));
      return found;
    }

    private static String origin(Component component) {
      return component.reference().at() + ": " + component.identity();
    }
  }
}
