package dev.plimsoll.image.source;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a reference was found to be, for one platform. */
public sealed interface LockEntry {

  /**
   * A package.
   *
   * @param architecture as its control file has it, e.g. {@code amd64} or {@code all}
   * @param archive digest of the {@code .deb}
   */
  record Deb(String name, String version, String architecture, Digest archive)
      implements LockEntry {}

  /**
   * An image.
   *
   * @param index what the tag named, when that was an index
   * @param config empty in entries of version 1 alone
   * @param layers as published, in order
   * @param bundles Sigstore bundles that were found beside it, when its trust policy asked for some
   * @param trustedBy who signed it, when its trust policy asked; for people: it is checked again
   */
  record Image(
      Optional<Digest> index,
      Digest manifest,
      Optional<Digest> config,
      List<Digest> layers,
      List<Digest> bundles,
      Optional<String> trustedBy)
      implements LockEntry {
    public Image {
      layers = List.copyOf(layers);
      bundles = List.copyOf(bundles);
    }

    /** Everything that the store must have for a build without a network. */
    public List<Digest> blobs() {
      List<Digest> all = new ArrayList<>();
      index.ifPresent(all::add);
      all.add(manifest);
      config.ifPresent(all::add);
      all.addAll(layers);
      all.addAll(bundles);
      return List.copyOf(all);
    }
  }

  static LockEntry parse(JsonObject json) throws FormatException {
    if (json.find("manifest").isEmpty()) {
      return new Deb(
          json.string("name"),
          json.string("version"),
          json.findString("architecture").orElse("amd64"),
          Digest.parse(json.string("archive")));
    }
    return new Image(
        digest(json, "index"),
        Digest.parse(json.string("manifest")),
        digest(json, "config"),
        digests(json.array("layers")),
        digests(json.arrayOrEmpty("bundles")),
        json.findString("trustedBy"));
  }

  private static Optional<Digest> digest(JsonObject json, String name) throws FormatException {
    Optional<String> text = json.findString(name);
    return text.isPresent() ? Optional.of(Digest.parse(text.get())) : Optional.empty();
  }

  private static List<Digest> digests(List<JsonValue> items) throws FormatException {
    List<Digest> found = new ArrayList<>();
    for (JsonValue item : items) {
      found.add(Digest.parse(item.asString("digest")));
    }
    return found;
  }

  private static List<String> texts(List<Digest> digests) {
    return digests.stream().map(Digest::toString).toList();
  }

  /** Members sorted by name. */
  default JsonObject toJson() {
    return switch (this) {
      case Deb d ->
          JsonObject.builder()
              .put("architecture", d.architecture)
              .put("archive", d.archive.toString())
              .put("name", d.name)
              .put("version", d.version)
              .build();
      case Image i -> {
        JsonObject.Builder json = JsonObject.builder();
        if (!i.bundles.isEmpty()) {
          json.putStrings("bundles", texts(i.bundles));
        }
        json.putIfPresent("config", i.config.map(Digest::toString))
            .putIfPresent("index", i.index.map(Digest::toString))
            .putStrings("layers", texts(i.layers))
            .put("manifest", i.manifest.toString())
            .putIfPresent("trustedBy", i.trustedBy);
        yield json.build();
      }
    };
  }
}
