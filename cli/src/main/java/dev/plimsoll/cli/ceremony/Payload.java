package dev.plimsoll.cli.ceremony;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.PathPattern;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.TufMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a key holder is asked to sign, read back from the very bytes, so that people see what they
 * sign and not what they were told.
 *
 * @param bytes canonical JSON of {@code signed}
 */
public record Payload(TufMetadata metadata, Bytes bytes) {
  /** How a payload begins, because {@code _type} sorts first. */
  private static final String CANONICAL = "{\"_type\"";

  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);

  /**
   * @param file a payload as {@code tuf payload} writes it, or a whole TUF file
   * @throws FormatException when it is neither, or not in the one form that signatures are over
   */
  public static Payload parse(String what, Bytes file) throws FormatException {
    boolean bare = file.utf8().startsWith(CANONICAL);
    JsonObject json = READER.parse(what, bare ? escaped(file) : file).asObject(what);
    JsonObject signed = bare ? json : json.object("signed");
    Bytes canonical = JsonWriter.canonical(signed);
    if (bare && !canonical.equals(file)) {
      throw new FormatException(what, "not in canonical form; a signature over it would not count");
    }
    String type = signed.string("_type");
    return switch (type) {
      case Root.TYPE -> new Payload(Root.parse(what, signed), canonical);
      case Targets.TYPE -> new Payload(Targets.parse(what, signed), canonical);
      default ->
          throw new FormatException(
              what, "_type is " + FormatException.quote(type) + ", wanted root or targets");
    };
  }

  /**
   * Canonical JSON leaves control characters in strings as they are, such as the line ends of a PEM
   * key, which JSON does not; outside of strings it has none.
   */
  private static Bytes escaped(Bytes canonical) {
    StringBuilder json = new StringBuilder();
    for (char c : canonical.utf8().toCharArray()) {
      if (c < ' ') {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return Bytes.ofUtf8(json.toString());
  }

  /** Lines for the person who signs. */
  public List<String> summary() {
    List<String> lines = new ArrayList<>();
    lines.add(
        metadata.type() + " version " + metadata.version() + ", expires " + metadata.expires());
    switch (metadata) {
      case Root root ->
          root.roles()
              .forEach(
                  (name, role) ->
                      lines.add(
                          "  "
                              + name
                              + ": "
                              + role.threshold()
                              + " of "
                              + String.join(", ", role.keyIds())));
      case Targets targets -> {
        targets
            .targets()
            .forEach((path, file) -> lines.add("  target " + path + ": " + file.hashes()));
        targets
            .delegations()
            .ifPresent(d -> d.roles().forEach(role -> lines.add("  delegates " + describe(role))));
      }
      default -> throw new IllegalStateException("no payload: " + metadata.type());
    }
    return lines;
  }

  private static String describe(DelegatedRole role) {
    String paths = role.paths().stream().map(PathPattern::glob).collect(Collectors.joining(", "));
    return role.name()
        + " ("
        + (paths.isEmpty() ? "hash prefixes" : paths)
        + "): "
        + role.role().threshold()
        + " of "
        + String.join(", ", role.role().keyIds());
  }
}
