package dev.plimsoll.image.testing;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.Section;
import dev.plimsoll.image.plan.ComponentTrees.Unpacked;
import dev.plimsoll.image.plan.RootPlan;
import dev.plimsoll.image.source.Component;
import dev.plimsoll.image.source.ImageConfig;
import dev.plimsoll.image.source.LocalPaths;
import dev.plimsoll.image.spec.ContainerSpec;
import dev.plimsoll.image.spec.ImageSpec;
import dev.plimsoll.image.spec.SpecParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Lays out a specification whose images all have the same files, without fetching anything. */
public final class Roots {
  private Roots() {}

  /** The specification in {@code yaml}, called {@code image.yml} in messages. */
  public static ImageSpec spec(String yaml) throws FormatException {
    return SpecParser.parse(List.of(new SpecParser.Source("image.yml", Bytes.ofUtf8(yaml))));
  }

  public static FileTree of(String yaml, FileTree files, ImageConfig image)
      throws FormatException, IOException {
    return of(yaml, files, image, Path.of("/nonexistent"));
  }

  /** References that are equal as strings are one image. */
  public static FileTree of(String yaml, FileTree files, ImageConfig image, Path folder)
      throws FormatException, IOException {
    ImageSpec spec = spec(yaml);
    RootPlan root = new RootPlan(new LocalPaths(folder), spec, new MemoryContentStore(folder));
    for (int i = 0; i < spec.volumes().size(); i++) {
      root.begin(new Section("volumes[" + i + "]", ""));
      root.addVolume(
          spec.volumes().get(i),
          spec.volumes()
              .get(i)
              .image()
              .map(r -> new Unpacked(new Component(r, r.value(), List.of(), image), files)));
    }
    add(root, "onboot", spec.onboot(), files, image);
    add(root, "onshutdown", spec.onshutdown(), files, image);
    add(root, "services", spec.services(), files, image);
    root.begin(new Section("files", ""));
    for (int i = 0; i < spec.files().size(); i++) {
      root.addFile(spec.files().get(i), i);
    }
    return root.build();
  }

  private static void add(
      RootPlan root, String kind, List<ContainerSpec> containers, FileTree files, ImageConfig image)
      throws FormatException {
    for (int i = 0; i < containers.size(); i++) {
      ContainerSpec container = containers.get(i);
      root.begin(new Section(kind + "[" + i + "]", container.image().value()));
      root.addContainer(kind, i, container, container.image().value(), files, image);
    }
  }

  /** The JSON file at {@code path}. */
  public static JsonObject json(FileTree tree, String path) throws FormatException, IOException {
    Bytes text = tree.findFile(path).orElseThrow().content().read(1 << 22);
    return JsonReader.within(JsonLimits.DOCUMENT).parse(path, text).asObject(path);
  }
}
