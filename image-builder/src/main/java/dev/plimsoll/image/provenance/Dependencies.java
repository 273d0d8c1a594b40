package dev.plimsoll.image.provenance;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.image.source.LockEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code resolvedDependencies}: everything that was fetched or read, each with digest and URI. An
 * image is its index, manifest, config and layers; so whoever checks one of them needs no other.
 */
final class Dependencies {
  private Dependencies() {}

  static List<JsonValue> of(BuildRecord build) {
    List<JsonValue> found = new ArrayList<>();
    build.specs().forEach(s -> add(found, "spec:" + s.file(), s.text().digest(), "specification"));
    for (Map.Entry<String, Map<String, LockEntry>> e : build.lock().entries().entrySet()) {
      for (LockEntry entry : e.getValue().values()) {
        entry(found, e.getKey(), entry);
      }
    }
    build.files().forEach(f -> add(found, "file:" + f.path(), f.digest(), "local file"));
    build
        .agent()
        .ifPresent(
            a -> {
              add(found, "agent:program", a.program(), "boot agent");
              add(found, "agent:init", a.initScript(), "stage-1 init");
              add(found, "agent:verdict-keys.pem", a.verdictKeys().digest(), "verdict keys");
              add(found, "agent:release-keys.pem", a.releaseKeys().digest(), "release keys");
            });
    return found;
  }

  private static void entry(List<JsonValue> found, String reference, LockEntry entry) {
    switch (entry) {
      case LockEntry.Deb d ->
          add(
              found,
              "pkg:deb/debian/"
                  + d.name()
                  + "@"
                  + d.version().replace("+", "%2B")
                  + "?arch="
                  + d.architecture(),
              d.archive(),
              reference);
      case LockEntry.Image i -> {
        i.index().ifPresent(x -> image(found, reference, x, "index"));
        image(found, reference, i.manifest(), "manifest");
        i.config().ifPresent(c -> image(found, reference, c, "config"));
        int number = 0;
        for (Digest layer : i.layers()) {
          image(found, reference, layer, "layer " + ++number);
        }
      }
    }
  }

  /** {@code docker://…/redis:7} and a digest are {@code docker://…/redis@sha256:…}. */
  private static void image(List<JsonValue> found, String reference, Digest digest, String part) {
    String plain =
        reference.contains("@") ? reference.substring(0, reference.indexOf('@')) : reference;
    int slash = plain.lastIndexOf('/');
    int colon = plain.lastIndexOf(':');
    boolean tagged = colon > slash && plain.startsWith("docker://");
    String uri = (tagged ? plain.substring(0, colon) : plain) + "@" + digest;
    add(found, uri, digest, reference + ", " + part);
  }

  private static void add(List<JsonValue> found, String uri, Digest digest, String name) {
    found.add(
        JsonObject.builder()
            .put("uri", uri)
            .put("digest", ProvenanceJson.digest(digest))
            .put("name", name)
            .build());
  }
}
