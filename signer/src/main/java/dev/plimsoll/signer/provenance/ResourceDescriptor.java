package dev.plimsoll.signer.provenance;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.json.JsonValue.JsonObject;

/**
 * An in-toto ResourceDescriptor v1 in its two members that decide: where it came from, and which
 * bytes it was.
 *
 * @param uri e.g. {@code pkg:deb/debian/busybox-static@1:1.35.0-4?arch=amd64}
 */
public record ResourceDescriptor(String uri, Digest digest) {
  JsonObject toJson() {
    return JsonObject.builder().put("uri", uri).put("digest", sha256(digest)).build();
  }

  static JsonObject sha256(Digest digest) {
    return JsonObject.builder().put("sha256", digest.hex()).build();
  }
}
