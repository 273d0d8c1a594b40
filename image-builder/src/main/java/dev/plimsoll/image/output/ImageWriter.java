package dev.plimsoll.image.output;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.BuiltImage;
import dev.plimsoll.image.MediaTypes;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.plan.BuildPlan;
import dev.plimsoll.image.plan.PlannedKernel;
import dev.plimsoll.image.plan.Stage1;
import dev.plimsoll.image.plan.Stage1Kind;
import dev.plimsoll.image.source.Component;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
public final class ImageWriter {
  private static final int CONFIG_VERSION = 1;

  private final ContentStore store;
  private final Segments segments;

  public ImageWriter(ContentStore store, InitramfsCompression compression) {
    this.store = store;
    this.segments = new Segments(store, compression);
  }

  /**
   * Writes a plan that has stage 1 of kind {@link Stage1Kind#VERITY}.
   *
   * @param work for temporary files
   */
  public BuiltImage write(BuildPlan plan, Path work) throws IOException {
    PlannedKernel planned = plan.kernel().orElseThrow();
    Descriptor kernel = put(MediaTypes.KERNEL, planned.files().image(), "kernel");
    Optional<RegularFile> configFile = planned.files().config();
    Optional<Descriptor> kernelConfig =
        configFile.isPresent()
            ? Optional.of(put(MediaTypes.KERNEL_CONFIG, configFile.get(), "kernel configuration"))
            : Optional.empty();
    List<Descriptor> initramfs = initramfs(plan, planned, work);
    Root root = root(plan, work);
    Located<String> commandLine = planned.commandLine();
    Descriptor config = config(plan, planned, root);
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
            Map.of(MediaTypes.TITLE, plan.name()));
    Bytes bytes = manifest.encode();
    store.put(Manifest.MEDIA_TYPE, bytes);
    return new BuiltImage(
        plan.name(),
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
        kernelConfig.isPresent() ? planned.identity() + "!" + planned.files().configPath() : "",
        planned.files().release(),
        Optional.empty());
  }

  private Descriptor put(String mediaType, RegularFile file, String title) throws IOException {
    try (InputStream in = file.content().open()) {
      return titled(store.put(mediaType, in), title, Map.of());
    }
  }

  private List<Descriptor> initramfs(BuildPlan plan, PlannedKernel kernel, Path work)
      throws IOException {
    List<Descriptor> stored = new ArrayList<>();
    Optional<RegularFile> microcode = kernel.files().microcode();
    if (microcode.isPresent()) {
      stored.add(put(MediaTypes.MICROCODE, microcode.get(), "microcode"));
    }
    int number = 0;
    Stage1 stage1 = plan.requireStage1(Stage1Kind.VERITY);
    for (Descriptor segment : segments.of(stage1.segments(), work)) {
      stored.add(titled(segment, "initramfs segment " + ++number, Map.of()));
    }
    return stored;
  }

  private record Root(Descriptor descriptor, VerityImage verity) {}

  private Root root(BuildPlan plan, Path work) throws IOException {
    Descriptor squashfs = new SquashfsRoots(store).of(plan, work);
    Path file = Files.createTempFile(work, "root-", ".img");
    try {
      Files.copy(store.findVerified(squashfs.digest()), file, StandardCopyOption.REPLACE_EXISTING);
      VerityImage verity = VerityImage.append(file, squashfs.digest());
      try (InputStream in = Files.newInputStream(file)) {
        Map<String, String> annotations =
            Map.of(
                MediaTypes.ROOT_HASH, verity.rootHash(),
                MediaTypes.HASH_OFFSET, Long.toString(verity.hashOffset()));
        return new Root(titled(store.put(MediaTypes.ROOT, in), "root", annotations), verity);
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private Descriptor config(BuildPlan plan, PlannedKernel kernel, Root root) throws IOException {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("formatVersion", CONFIG_VERSION)
            .put("name", plan.name())
            .put("os", "linux")
            .put("architecture", plan.architecture().wire())
            .put("commandLine", kernel.commandLine().value())
            .put("kernelRelease", kernel.files().release())
            .putStrings("stage1Modules", plan.requireStage1(Stage1Kind.VERITY).modules())
            .put("rootHash", root.verity.rootHash())
            .put("hashOffset", root.verity.hashOffset());
    plan.agent().ifPresent(a -> json.put("role", a.role()));
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
