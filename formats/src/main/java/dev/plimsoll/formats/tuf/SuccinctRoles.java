package dev.plimsoll.formats.tuf;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Hash bins in short form (TUF 1.0.34 §4.5, TAP 15): 2^{@code bitLength} roles named {@code
 * prefix-00}, {@code prefix-01}, … that share keys; each path belongs to just one.
 *
 * @param bitLength 1 to 32
 */
public record SuccinctRoles(Role role, int bitLength, String namePrefix) {
  static SuccinctRoles parse(String what, JsonObject json) throws FormatException {
    long bits = json.integer("bit_length");
    if (bits < 1 || bits > 32) {
      throw new FormatException(what, "bit_length is " + bits + ", wanted 1 to 32");
    }
    return new SuccinctRoles(Role.parse(what, json), (int) bits, json.string("name_prefix"));
  }

  /** The bin for {@code targetPath}. */
  public DelegatedRole binOf(String targetPath) {
    byte[] hash = Digest.of(targetPath.getBytes(StandardCharsets.UTF_8)).bytes();
    long index = Integer.toUnsignedLong(ByteBuffer.wrap(hash).getInt()) >>> (32 - bitLength);
    int digits = (bitLength + 3) / 4;
    String name = namePrefix + "-" + String.format("%0" + digits + "x", index);
    return new DelegatedRole(name, role, List.of(new PathPattern(targetPath)), List.of(), true);
  }

  JsonObject toJson() {
    return JsonObject.builder()
        .put("keyids", JsonArray.ofStrings(role.keyIds()))
        .put("threshold", role.threshold())
        .put("bit_length", bitLength)
        .put("name_prefix", namePrefix)
        .build();
  }
}
