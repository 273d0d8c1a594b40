package dev.plimsoll.image.plan;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.kernel.KernelFiles;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.Section;
import dev.plimsoll.image.plan.BuildPlan.Inputs;
import dev.plimsoll.image.plan.BuildPlan.Use;
import dev.plimsoll.image.plan.ComponentTrees.Unpacked;
import dev.plimsoll.image.source.Component;
import dev.plimsoll.image.spec.ContainerSpec;
import dev.plimsoll.image.spec.FileSpec;
import dev.plimsoll.image.spec.ImageSpec;
import dev.plimsoll.image.spec.KernelSpec;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.spec.VolumeSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicReference;

/** The steps of one plan, in LinuxKit's order. Used once, by one thread. */
final class Planner {
  private final BuildRequest request;
  private final ImageSpec spec;
  private final Inputs inputs;
  private final ComponentTrees trees;
  private final List<Use> uses = new ArrayList<>();

  Planner(BuildRequest request, ImageSpec spec, Inputs inputs) {
    this.request = request;
    this.spec = spec;
    this.inputs = inputs;
    this.trees = new ComponentTrees(inputs.fetcher(), inputs.layers());
  }

  BuildPlan plan(Set<Stage1Kind> kinds, SortedMap<String, String> tools)
      throws FormatException, IOException {
    Fetched fetched = fetchAll();
    Optional<PlannedKernel> kernel = kernel(fetched.kernel);
    FileTree root = root(kernel, fetched);
    Map<Stage1Kind, Stage1> stage1 = new EnumMap<>(Stage1Kind.class);
    if (!kinds.isEmpty()) {
      PlannedKernel planned =
          kernel.orElseThrow(() -> NoKernel.in(spec, request.specs(), "an image that boots"));
      List<Unpacked> init = fetched.others.subList(0, spec.init().size());
      Stage1Builder builder =
          new Stage1Builder(planned, request.architecture(), init, this::implicit);
      for (Stage1Kind kind : kinds) {
        stage1.put(kind, builder.build(kind, request.agent()));
      }
    }
    return new BuildPlan(
        request.name(),
        request.architecture(),
        spec,
        request.specs(),
        kernel,
        stage1,
        root,
        uses,
        request.agent(),
        tools,
        inputs.fetcher().used(),
        inputs.paths().texts());
  }

  private record Fetched(Optional<Kernel> kernel, List<Unpacked> others) {}

  private record Kernel(Component component, KernelFiles files) {}

  private Fetched fetchAll() throws FormatException, IOException {
    List<Located<String>> references = new ArrayList<>(spec.init());
    spec.volumes().forEach(v -> v.image().ifPresent(references::add));
    spec.containers().forEach(c -> references.add(c.image()));
    Optional<Located<String>> kernel = spec.kernel().flatMap(KernelSpec::image);
    if (kernel.isEmpty()) {
      return new Fetched(Optional.empty(), trees.unpackAll(references));
    }
    AtomicReference<Optional<KernelFiles>> files = new AtomicReference<>(Optional.empty());
    return trees.unpackKernelAnd(
        kernel.get(),
        unpacked -> files.set(Optional.of(kernelFiles(unpacked))),
        references,
        (unpacked, others) ->
            new Fetched(
                Optional.of(new Kernel(unpacked.component(), files.get().orElseThrow())), others));
  }

  private KernelFiles kernelFiles(Unpacked unpacked) throws IOException {
    return KernelFiles.find(
        unpacked.files(),
        spec.kernel().orElseThrow(),
        request.architecture(),
        origin(unpacked.component()),
        inputs.work());
  }

  private Optional<PlannedKernel> kernel(Optional<Kernel> fetched) {
    if (fetched.isEmpty()) {
      return Optional.empty();
    }
    KernelSpec kernelSpec = spec.kernel().orElseThrow();
    Component component = fetched.get().component;
    KernelFiles files = fetched.get().files;
    Section section = Attribution.section("kernel", component);
    uses.add(new Use("kernel", section, component));
    return Optional.of(new PlannedKernel(kernelSpec, files, component.identity(), section));
  }

  private FileTree root(Optional<PlannedKernel> kernel, Fetched fetched)
      throws FormatException, IOException {
    RootPlan root = new RootPlan(inputs.paths(), spec, inputs.store());
    if (kernel.isPresent()) {
      root.begin(kernel.get().section());
      root.addModules(
          kernel.get().files().forRoot(), origin(fetched.kernel.orElseThrow().component));
    }
    int next = 0;
    for (int i = 0; i < spec.init().size(); i++) {
      Unpacked init = fetched.others.get(next++);
      root.begin(use("init[" + i + "]", "init[" + i + "]", init.component()));
      root.addInit(init.files());
    }
    next = addVolumes(root, fetched, next);
    next = addSection(root, "onboot", spec.onboot(), fetched, next);
    next = addSection(root, "onshutdown", spec.onshutdown(), fetched, next);
    addSection(root, "services", spec.services(), fetched, next);
    root.begin(new Section("files", ""));
    int index = 0;
    for (FileSpec file : spec.files()) {
      root.addFile(file, index++);
    }
    return root.build();
  }

  private int addVolumes(RootPlan root, Fetched fetched, int first)
      throws FormatException, IOException {
    int next = first;
    for (int i = 0; i < spec.volumes().size(); i++) {
      VolumeSpec volume = spec.volumes().get(i);
      String location = "volumes[" + i + "]";
      Optional<Unpacked> image =
          volume.image().isPresent() ? Optional.of(fetched.others.get(next++)) : Optional.empty();
      String role = location + " " + volume.name().value();
      root.begin(
          image.isPresent()
              ? use(role, location, image.get().component())
              : new Section(location, ""));
      root.addVolume(volume, image);
    }
    return next;
  }

  private int addSection(
      RootPlan root, String section, List<ContainerSpec> containers, Fetched fetched, int first)
      throws FormatException, IOException {
    int next = first;
    for (int i = 0; i < containers.size(); i++) {
      Unpacked image = fetched.others.get(next++);
      ContainerSpec container = containers.get(i);
      root.begin(use(container.title(), section + "[" + i + "]", image.component()));
      root.addContainer(
          section,
          i,
          container,
          image.component().layers(),
          image.files(),
          image.component().config());
    }
    return next;
  }

  private Section use(String role, String location, Component component) {
    Section section = Attribution.section(location, component);
    uses.add(new Use(role, section, component));
    return section;
  }

  /** Components that stage 1 takes when the specification brings nothing fit. */
  private List<FileTree> implicit(List<String> references) throws FormatException, IOException {
    Located<String> kernel = spec.kernel().flatMap(KernelSpec::image).orElseThrow();
    List<Unpacked> found =
        trees.unpackAll(references.stream().map(r -> new Located<>(r, kernel.at())).toList());
    found.forEach(u -> use("stage 1", "stage1", u.component()));
    return found.stream().map(Unpacked::files).toList();
  }

  private static String origin(Component component) {
    return component.reference().at() + ": " + component.identity();
  }
}
