package dev.plimsoll.image.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.registry.Registries;
import dev.plimsoll.image.source.Reference.OciDirectory;
import dev.plimsoll.image.source.Reference.Registry;
import dev.plimsoll.image.spec.Located;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * An image where it lies, in a registry or a layout, and the provenances that refer to it.
 *
 * @param manifest digest of what the reference names; every blob of the image is named by it
 * @param statements unsigned; nothing but their digests was checked
 */
public record ImageProvenance(Digest manifest, List<Bytes> statements) {
  public ImageProvenance {
    statements = List.copyOf(statements);
  }

  /**
   * Asks the registry, or reads the layout. Blocking.
   *
   * @param base where a layout's relative path starts
   * @throws FormatException when {@code where} is neither, or the layout is malformed
   * @throws IOException when it cannot be read, or is offline
   */
  public static ImageProvenance find(Located<String> where, Path base, SourceOptions options)
      throws FormatException, IOException {
    BlobSource source =
        switch (Reference.parse(where)) {
          case Registry r -> registry(r, where, options);
          case OciDirectory d ->
              new LayoutSource(LayoutFiles.in(base.resolve(d.path())), d.tag(), d.digest(), where);
          default ->
              throw new FormatException(
                  where.at().toString(),
                  FormatException.quote(where.value()) + " is neither docker:// nor oci:");
        };
    Digest manifest = source.findManifest().bytes().digest();
    return new ImageProvenance(
        manifest, source.findReferrers(Referrers.Kind.PROVENANCE, List.of(manifest)));
  }

  private static BlobSource registry(Registry image, Located<String> where, SourceOptions options)
      throws IOException {
    if (options.network() == SourceOptions.Network.OFFLINE) {
      throw new SourceException(where, "cannot be asked with --offline");
    }
    return new RegistrySource(image, where, new Registries(options.settings()));
  }
}
