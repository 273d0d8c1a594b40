package dev.plimsoll.image.plan;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.BuildRequest.BootAgent;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.LayerStore;
import dev.plimsoll.image.layer.Section;
import dev.plimsoll.image.source.Component;
import dev.plimsoll.image.source.Fetcher;
import dev.plimsoll.image.source.LocalPaths;
import dev.plimsoll.image.source.LockText;
import dev.plimsoll.image.spec.ImageSpec;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything an image is made of, fetched, checked and laid out; nothing is written yet. The trees'
 * data lies in the content store and in the build's work directory. Immutable.
 *
 * @param name of the image
 * @param spec the specification, merged
 * @param texts the YAML that it was read from, in merge order
 * @param kernel empty when the specification has none
 * @param stage1 what outputs asked for, by kind
 * @param root LinuxKit's root file system without {@code boot/}; every entry knows its section
 * @param uses every component, with what the lock file says of it, and what it is used for; in the
 *     order of the specification
 * @param agent what decides about booting, when it is not the command line
 * @param tools versions of everything that the outputs' bytes depend on, by name
 * @param lock what every reference of this plan was found to be
 * @param keyFiles texts beside the specification that say whom to trust, by path
 */
public record BuildPlan(
    String name,
    Architecture architecture,
    ImageSpec spec,
    List<BuildRequest.Spec> texts,
    Optional<PlannedKernel> kernel,
    Map<Stage1Kind, Stage1> stage1,
    FileTree root,
    List<Use> uses,
    Optional<BootAgent> agent,
    SortedMap<String, String> tools,
    LockText lock,
    Map<String, Bytes> keyFiles) {
  public BuildPlan {
    texts = List.copyOf(texts);
    stage1 = Collections.unmodifiableMap(copy(stage1));
    uses = List.copyOf(uses);
    tools = Collections.unmodifiableSortedMap(new TreeMap<>(tools));
    keyFiles = Collections.unmodifiableMap(new TreeMap<>(keyFiles));
  }

  private static Map<Stage1Kind, Stage1> copy(Map<Stage1Kind, Stage1> stage1) {
    Map<Stage1Kind, Stage1> copy = new EnumMap<>(Stage1Kind.class);
    copy.putAll(stage1);
    return copy;
  }

  /**
   * A component and its role.
   *
   * @param role for people, e.g. {@code services[0] web}
   * @param section where its files are in the root; for stage 1, a location of its own
   */
  public record Use(String role, Section section, Component component) {}

  /** Where a plan's parts come from. */
  public record Inputs(
      Fetcher fetcher, LayerStore layers, ContentStore store, LocalPaths paths, Path work) {}

  /** Fetches and lays out what {@code request} asks for, with an initramfs of each kind. */
  public static BuildPlan of(
      BuildRequest request,
      ImageSpec spec,
      Set<Stage1Kind> stage1,
      SortedMap<String, String> tools,
      Inputs inputs)
      throws FormatException, IOException {
    return new Planner(request, spec, inputs).plan(stage1, tools);
  }

  /**
   * The kernel, for outputs that cannot do without.
   *
   * @throws FormatException where the specification has none
   */
  public PlannedKernel requireKernel(String format) throws FormatException {
    return kernel.orElseThrow(() -> NoKernel.in(spec, texts, format));
  }

  /** The initramfs of {@code kind}, which an output asked for. */
  public Stage1 requireStage1(Stage1Kind kind) {
    return Optional.ofNullable(stage1.get(kind))
        .orElseThrow(() -> new IllegalStateException("no output asked for stage 1 " + kind));
  }
}
