package dev.plimsoll.image.testing;

import dev.plimsoll.formats.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** An OCI layout that is written by hand, so that it can be wrong in every way. */
public final class ImageLayout {
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";

  private final Path directory;
  private final List<String> tags = new ArrayList<>();

  public ImageLayout(Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory.resolve("blobs/sha256"));
    Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
  }

  /** A document of the layout; {@code layer} of an image. */
  public record Blob(String mediaType, Digest digest, long size, Digest layer) {
    public String entryWithoutPlatform() {
      return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
          .formatted(mediaType, digest, size);
    }

    /** An index entry for {@code OS/ARCHITECTURE[/VARIANT]}. */
    public String entry(String platform) {
      String[] parts = platform.split("/", -1);
      String variant = parts.length > 2 ? ",\"variant\":\"" + parts[2] + "\"" : "";
      return entryWithoutPlatform()
          .replaceAll(
              "}$",
              ",\"platform\":{\"os\":\"%s\",\"architecture\":\"%s\"%s}}"
                  .formatted(parts[0], parts[1], variant));
    }
  }

  /** An image whose label {@code made-of} and whose one layer's file say {@code text}. */
  public Blob image(String architecture, String text) {
    return image(architecture, text, "application/vnd.oci.image.layer.v1.tar");
  }

  public Blob imageWithLayerType(String architecture, String layerType) {
    return image(architecture, "odd", layerType);
  }

  private Blob image(String architecture, String text, String layerType) {
    byte[] tar = new RawTar().file("a", text).bytes();
    Digest layer = write(tar);
    String label = text.replace("files of ", "");
    byte[] config =
        ("{\"os\":\"linux\",\"architecture\":\"%s\",\"config\":{\"Labels\":{\"made-of\":\"%s\"}},"
                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\"]}}")
            .formatted(architecture, label, layer)
            .getBytes(StandardCharsets.UTF_8);
    Digest configDigest = write(config);
    byte[] manifest =
        ("{\"schemaVersion\":2,\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\","
                + "\"digest\":\"%s\",\"size\":%d},\"layers\":[{\"mediaType\":\"%s\",\"digest\":\"%s\","
                + "\"size\":%d}]}")
            .formatted(configDigest, config.length, layerType, layer, tar.length)
            .getBytes(StandardCharsets.UTF_8);
    return new Blob(MANIFEST, write(manifest), manifest.length, layer);
  }

  /**
   * An image of layers that are packed with gzip; {@code diffIds} as the config is to state them.
   */
  public Blob packed(List<byte[]> tars, List<Digest> diffIds) throws IOException {
    List<String> layers = new ArrayList<>();
    Digest last = Digest.of(new byte[0]);
    for (byte[] tar : tars) {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
        gzip.write(tar);
      }
      last = write(packed.toByteArray());
      layers.add(
          "{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\"%s\",\"size\":%d}"
              .formatted(last, packed.size()));
    }
    byte[] config =
        ("{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":"
                + diffIds.stream().map(d -> "\"" + d + "\"").toList()
                + "}}")
            .getBytes(StandardCharsets.UTF_8);
    byte[] manifest =
        ("{\"schemaVersion\":2,\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\","
                + "\"digest\":\"%s\",\"size\":%d},\"layers\":%s}")
            .formatted(write(config), config.length, layers)
            .getBytes(StandardCharsets.UTF_8);
    return new Blob(MANIFEST, write(manifest), manifest.length, last);
  }

  public Blob index(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Blob(INDEX, write(bytes), bytes.length, Digest.of(bytes));
  }

  private Digest write(byte[] content) {
    try {
      Digest digest = Digest.of(content);
      Files.write(directory.resolve("blobs/sha256").resolve(digest.hex()), content);
      return digest;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void tag(String name, Blob blob) throws IOException {
    tags.add(
        blob.entryWithoutPlatform()
            .replaceAll(
                "}$",
                ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + name + "\"}}"));
    Files.writeString(
        directory.resolve("index.json"),
        "{\"schemaVersion\":2,\"manifests\":[" + String.join(",", tags) + "]}");
  }

  public Path blob(Digest digest) {
    return directory.resolve("blobs/sha256").resolve(digest.hex());
  }
}
