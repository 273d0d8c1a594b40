package dev.plimsoll.image;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.LayerLimits;
import dev.plimsoll.image.layer.LayerStore;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.output.OciLayoutWriter;
import dev.plimsoll.image.plan.ComponentTrees;
import dev.plimsoll.image.source.FetchRules;
import dev.plimsoll.image.source.Fetcher;
import dev.plimsoll.image.source.ImageConfig;
import dev.plimsoll.image.source.LocalPaths;
import dev.plimsoll.image.source.LockFile;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a small container image out of files of one component, such as {@code /bin/busybox} of
 * {@code deb:busybox-static}: an OCI layout that a specification can name as {@code oci:DIR}.
 *
 * @param reference the component, e.g. {@code deb:busybox-static}
 * @param paths files to take, e.g. {@code bin/busybox}; each keeps its place
 * @param command what the container runs
 * @param tag of the image in its layout
 */
public record PackageImage(String reference, List<String> paths, List<String> command, String tag) {
  public PackageImage {
    paths = List.copyOf(paths);
    command = List.copyOf(command);
  }

  /**
   * Fetches the component and writes the layout; the lock file is completed as a build does.
   *
   * @param work for temporary files, emptied afterwards
   */
  public Descriptor write(
      Path layout, ContentStore store, Path work, Path lockFile, BuildRequest.LockMode mode)
      throws FormatException, IOException {
    try (WorkDirectory spool = WorkDirectory.in(work)) {
      LockFile lock = LockFile.load(lockFile, mode);
      Fetcher fetcher =
          new Fetcher(
              store,
              spool.path(),
              lock,
              new LocalPaths(layout.toAbsolutePath()),
              FetchRules.DEFAULT);
      Located<String> where = new Located<>(reference, new SourcePosition(layout.toString(), 1, 1));
      ComponentTrees.Unpacked unpacked =
          new ComponentTrees(fetcher, new LayerStore(store, LayerLimits.DEFAULT))
              .unpackAll(List.of(where))
              .getFirst();
      Descriptor written =
          OciLayoutWriter.in(layout).writeImage(chosen(unpacked.files()), config(), tag);
      lock.save();
      return written;
    }
  }

  private FileTree chosen(FileTree all) throws IOException {
    TreeBuilder tree = new TreeBuilder();
    for (String path : paths) {
      tree.add(
          path,
          all.find(path).orElseThrow(() -> new IOException(reference + " has no /" + path)),
          reference);
    }
    return tree.build();
  }

  private ImageConfig config() {
    return new ImageConfig(
        List.of(), command, List.of(), Optional.empty(), "", Map.of(), List.of());
  }
}
