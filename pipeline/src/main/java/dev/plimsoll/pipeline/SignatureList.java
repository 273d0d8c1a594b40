package dev.plimsoll.pipeline;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which bundle signs what: {@code {"items":[{"subject","kind","digest"}]}}, evidence of the sign
 * step. Order: layers as in the manifest, image, provenance, verdict summary.
 */
public record SignatureList(List<Item> items) {
  public static final String MEDIA_TYPE = "application/vnd.plimsoll.signatures.v1+json";
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);

  public SignatureList {
    items = List.copyOf(items);
  }

  /** What a bundle is about. */
  public enum Kind {
    LAYER,
    IMAGE,
    PROVENANCE,
    VSA;

    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Kind parse(String wire) throws FormatException {
      for (Kind k : values()) {
        if (k.wire().equals(wire)) {
          return k;
        }
      }
      throw new FormatException("signature kind " + FormatException.quote(wire));
    }
  }

  /**
   * One bundle.
   *
   * @param subject what is signed: a layer, or the image
   * @param digest of the bundle's bytes in the blob store
   */
  public record Item(Digest subject, Kind kind, Digest digest) {}

  public static SignatureList parse(Bytes text) throws FormatException {
    List<Item> items = new ArrayList<>();
    for (JsonValue v : READER.parse("signature list", text).asObject("signatures").array("items")) {
      JsonObject o = v.asObject("signature");
      items.add(
          new Item(
              Digest.parse(o.string("subject")),
              Kind.parse(o.string("kind")),
              Digest.parse(o.string("digest"))));
    }
    return new SignatureList(items);
  }

  public Bytes encode() {
    List<JsonValue> list = new ArrayList<>();
    for (Item i : items) {
      list.add(
          JsonObject.builder()
              .put("subject", i.subject().toString())
              .put("kind", i.kind().wire())
              .put("digest", i.digest().toString())
              .build());
    }
    return JsonWriter.compact(JsonObject.builder().put("items", list).build());
  }
}
