package dev.plimsoll.image;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.kernel.ModuleSet;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.output.Segments;
import dev.plimsoll.image.output.SquashfsWriter;
import dev.plimsoll.image.output.VerityImage;
import dev.plimsoll.image.plan.BuildPlan;
import dev.plimsoll.image.source.Component;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.store.ContentStore;
import dev.plimsoll.image.tool.ExternalTool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a plan's parts into the content store and the manifest that names them all: kernel, kernel
 * configuration, initramfs segments, root, then every component layer as it was published. Nothing
 * in it holds its own digest.
 */
final class ImageWriter {
  private static final Duration SQUASHFS_LIMIT = Duration.ofMinutes(20);
  private static final int CONFIG_VERSION = 1;

  private final ContentStore store;
  private final Path work;

  ImageWriter(ContentStore store, Path work) {
    this.store = store;
    this.work = work;
  }

  BuiltImage write(BuildRequest request, BuildPlan plan) throws IOException {
    Descriptor kernel = put(MediaTypes.KERNEL, plan.kernel().image(), "kernel");
    Optional<Descriptor> kernelConfig =
        plan.kernel().config().isPresent()
            ? Optional.of(
                put(MediaTypes.KERNEL_CONFIG, plan.kernel().config().get(), "kernel configuration"))
            : Optional.empty();
    List<Descriptor> initramfs = initramfs(plan.stage1());
    Root root = root(plan.root());
    Located<String> commandLine = ImageBuilder.commandLine(plan.kernelSpec());
    Descriptor config = config(request, plan, commandLine.value(), root);
    List<Descriptor> layers = new ArrayList<>(List.of(kernel));
    kernelConfig.ifPresent(layers::add);
    layers.addAll(initramfs);
    layers.add(root.descriptor);
    layers.addAll(components(plan.uses()));
    Manifest manifest =
        new Manifest(
            Optional.of(MediaTypes.IMAGE_ARTIFACT),
            config,
            layers,
            Optional.empty(),
            Map.of(MediaTypes.TITLE, request.name()));
    Bytes bytes = manifest.encode();
    store.put(Manifest.MEDIA_TYPE, bytes);
    return new BuiltImage(
        request.name(),
        bytes,
        manifest,
        kernel,
        initramfs,
        root.descriptor,
        root.verity.rootHash(),
        root.verity.hashOffset(),
        commandLine.value(),
        commandLine.at(),
        kernelConfig,
        kernelConfig.isPresent() ? plan.kernelOrigin() + "!" + plan.kernel().configPath() : "",
        plan.kernel().release());
  }

  private Descriptor put(String mediaType, RegularFile file, String title) throws IOException {
    try (InputStream in = file.content().open()) {
      return titled(store.put(mediaType, in), title, Map.of());
    }
  }

  private List<Descriptor> initramfs(List<FileTree> segments) throws IOException {
    List<Descriptor> stored = new ArrayList<>();
    for (FileTree segment : segments) {
      String title = "initramfs segment " + (stored.size() + 1);
      stored.add(titled(Segments.store(segment, store, work), title, Map.of()));
    }
    return stored;
  }

  private record Root(Descriptor descriptor, VerityImage verity) {}

  private Root root(FileTree tree) throws IOException {
    Path file = work.resolve("root.squashfs");
    new SquashfsWriter(new ExternalTool(work, SQUASHFS_LIMIT)).write(tree, file);
    Digest squashfs;
    try (InputStream in = Files.newInputStream(file)) {
      squashfs = Digest.of(in);
    }
    VerityImage verity = VerityImage.append(file, squashfs);
    try (InputStream in = Files.newInputStream(file)) {
      Map<String, String> annotations =
          Map.of(
              MediaTypes.ROOT_HASH, verity.rootHash(),
              MediaTypes.HASH_OFFSET, Long.toString(verity.hashOffset()));
      return new Root(titled(store.put(MediaTypes.ROOT, in), "root", annotations), verity);
    }
  }

  private Descriptor config(BuildRequest request, BuildPlan plan, String commandLine, Root root)
      throws IOException {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("formatVersion", CONFIG_VERSION)
            .put("name", request.name())
            .put("os", "linux")
            .put("architecture", "amd64")
            .put("commandLine", commandLine)
            .put("kernelRelease", plan.kernel().release())
            .putStrings(
                "stage1Modules", plan.modules().stream().map(ModuleSet.Module::name).toList())
            .put("rootHash", root.verity.rootHash())
            .put("hashOffset", root.verity.hashOffset());
    request.agent().ifPresent(a -> json.put("role", a.role()));
    return store.put(MediaTypes.IMAGE_CONFIG, JsonWriter.compact(json.build()));
  }

  /** Each layer once; what several parts of the image use names them all. */
  private static List<Descriptor> components(List<BuildPlan.Use> uses) {
    Map<Digest, Descriptor> layers = new LinkedHashMap<>();
    Map<Digest, List<String>> titles = new LinkedHashMap<>();
    for (BuildPlan.Use use : uses) {
      for (Component.Layer layer : use.component().layers()) {
        Digest digest = layer.blob().digest();
        layers.putIfAbsent(digest, layer.blob());
        List<String> names = titles.computeIfAbsent(digest, d -> new ArrayList<>());
        String name = use.role() + " " + use.component().identity();
        if (!names.contains(name)) {
          names.add(name);
        }
      }
    }
    List<Descriptor> found = new ArrayList<>();
    layers.forEach(
        (digest, blob) ->
            found.add(
                titled(blob, String.join(", ", titles.getOrDefault(digest, List.of())), Map.of())));
    return found;
  }

  private static Descriptor titled(Descriptor blob, String title, Map<String, String> more) {
    Map<String, String> annotations = new LinkedHashMap<>(more);
    annotations.put(MediaTypes.TITLE, title);
    return new Descriptor(blob.mediaType(), blob.digest(), blob.size(), annotations);
  }
}
