package dev.plimsoll.formats.tuf;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Hash bins in short form (TUF 1.0.34 §4.5, TAP 15): 2^{@code bitLength} roles named {@code
 * prefix-00}, {@code prefix-01}, … that share keys; each path belongs to just one.
 *
 * @param bitLength 1 to 32
 */
public record SuccinctRoles(Role role, int bitLength, String namePrefix) {
  private static final String HEX = "0123456789abcdef";

  static SuccinctRoles parse(String what, JsonObject json) throws FormatException {
    long bits = json.integer("bit_length");
    if (bits < 1 || bits > 32) {
      throw new FormatException(what, "bit_length is " + bits + ", wanted 1 to 32");
    }
    return new SuccinctRoles(Role.parse(what, json), (int) bits, json.string("name_prefix"));
  }

  /** The bin for {@code targetPath}, the only one that may speak about it. */
  public DelegatedRole binOf(String targetPath) {
    byte[] hash = Digest.of(targetPath.getBytes(StandardCharsets.UTF_8)).bytes();
    long index = Integer.toUnsignedLong(ByteBuffer.wrap(hash).getInt()) >>> (32 - bitLength);
    return bin(index, List.of(new PathPattern(targetPath)));
  }

  /** The bin of this name, where it is one: no number beyond the last, no digit more or less. */
  public Optional<DelegatedRole> find(String name) {
    String head = namePrefix + "-";
    if (!name.startsWith(head)) {
      return Optional.empty();
    }
    String digits = name.substring(head.length());
    if (digits.length() != digits() || !digits.chars().allMatch(c -> HEX.indexOf(c) >= 0)) {
      return Optional.empty();
    }
    long index = Long.parseLong(digits, 16);
    return index < 1L << bitLength ? Optional.of(bin(index, List.of())) : Optional.empty();
  }

  private DelegatedRole bin(long index, List<PathPattern> paths) {
    String hex = Long.toHexString(index);
    String name = namePrefix + "-" + "0".repeat(digits() - hex.length()) + hex;
    return new DelegatedRole(name, role, paths, List.of(), true);
  }

  private int digits() {
    return (bitLength + 3) / 4;
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
