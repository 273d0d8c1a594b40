package dev.plimsoll.pipeline.step;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.MediaTypes;
import dev.plimsoll.pipeline.BlobStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The manifest of a built image, read back from the store, and its parts by media type. */
public record ImageParts(Bytes bytes, Manifest manifest) {
  public static ImageParts load(BlobStore blobs, Digest image) throws IOException, FormatException {
    Bytes bytes = blobs.readDocument(image);
    return new ImageParts(bytes, Manifest.parse("image manifest " + image, bytes));
  }

  public Descriptor kernel() throws FormatException {
    return one(MediaTypes.KERNEL);
  }

  public Descriptor root() throws FormatException {
    return one(MediaTypes.ROOT);
  }

  public List<Descriptor> initramfs() {
    return all(MediaTypes.INITRAMFS);
  }

  public Optional<Descriptor> kernelConfig() {
    return all(MediaTypes.KERNEL_CONFIG).stream().findFirst();
  }

  private List<Descriptor> all(String mediaType) {
    return manifest.layers().stream().filter(d -> d.mediaType().equals(mediaType)).toList();
  }

  private Descriptor one(String mediaType) throws FormatException {
    List<Descriptor> found = all(mediaType);
    if (found.size() != 1) {
      throw new FormatException(
          "image manifest "
              + bytes.digest()
              + " has "
              + found.size()
              + " layers of type "
              + mediaType
              + ", wanted 1");
    }
    return found.getFirst();
  }

  /** Title for people, else the digest. */
  public static String title(Descriptor part) {
    return part.annotations().getOrDefault(MediaTypes.TITLE, part.digest().toString());
  }
}
