package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.MetaFile;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.SuccinctRoles;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.signer.tuf.MemberList.UnknownFormException;
import dev.plimsoll.signer.tuf.RoleFile.Bin;
import dev.plimsoll.verifier.tuf.SignatureThreshold;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Succinct hash bins (TUF 1.0.34 §4.5, TAP 15): their names, delegations and files. */
final class Bins {
  private Bins() {}

  /** All names, in order: as many digits as the highest needs. */
  static List<String> names(SuccinctRoles bins) {
    int digits = (bins.bitLength() + 3) / 4;
    List<String> names = new ArrayList<>();
    for (long i = 0; i < 1L << bins.bitLength(); i++) {
      String hex = Long.toHexString(i);
      names.add(bins.namePrefix() + "-" + "0".repeat(digits - hex.length()) + hex);
    }
    return names;
  }

  /** The bin called {@code name} as a role; which paths it covers only {@code binOf} knows. */
  static DelegatedRole delegation(SuccinctRoles bins, String name) {
    return new DelegatedRole(name, bins.role(), List.of(), List.of(), true);
  }

  /** What {@code role} says of its bins: they are signed by its own keys. */
  static Delegations delegations(String role, Role keys, Map<String, Key> named, int bits) {
    Map<String, Key> own = new LinkedHashMap<>();
    keys.keyIds().forEach(id -> Optional.ofNullable(named.get(id)).ifPresent(k -> own.put(id, k)));
    return new Delegations(own, List.of(), Optional.of(new SuccinctRoles(keys, bits, role)));
  }

  /** The next version of {@code before}, or version 1, with {@code added}. */
  static Bin next(
      String parent,
      String name,
      Optional<RoleFile> before,
      SortedMap<String, Bytes> added,
      RoleSigners signers,
      Instant now)
      throws IOException {
    List<MemberList> kept =
        before.isPresent() && before.get() instanceof Bin b
            ? List.of(b.text().members())
            : List.of();
    return make(
        parent, name, before.map(RoleFile::version).orElse(0L) + 1, kept, added, signers, now);
  }

  static Bin make(
      String parent,
      String name,
      long version,
      List<MemberList> kept,
      SortedMap<String, Bytes> added,
      RoleSigners signers,
      Instant now)
      throws IOException {
    Targets empty =
        new Targets(version, Lifetimes.binExpiry(name, version, now), Map.of(), Optional.empty());
    return new Bin(name, parent, SignedText.make(empty, Targets.TYPE, kept, added, signers));
  }

  static SortedMap<String, Bytes> entries(Map<String, TargetFile> targets) {
    SortedMap<String, Bytes> entries = new TreeMap<>();
    targets.forEach((path, file) -> entries.put(path, JsonWriter.canonical(file.toJson())));
    return entries;
  }

  /** Reads a bin, also one that another program wrote; verifies nothing. */
  static Bin read(String parent, String name, Bytes file) throws FormatException {
    try {
      return new Bin(name, parent, SignedText.parse(Targets.TYPE, file));
    } catch (UnknownFormException e) {
      return foreign(parent, name, file);
    }
  }

  /**
   * The members are written out as we do; what is given out and verified are the bytes as found.
   */
  private static Bin foreign(String parent, String name, Bytes file) throws FormatException {
    Signed<Targets> parsed = Signed.parse(name + ".json", file, Targets::parse);
    Targets targets = parsed.signed();
    Bytes rewritten =
        JsonWriter.sorted(
            new Targets(targets.version(), targets.expires(), targets.targets(), Optional.empty())
                .toJson());
    try {
      SignedText text =
          SignedText.parse(
              Targets.TYPE,
              Bytes.ofUtf8(
                  SignedText.SIGNATURES + "[]" + SignedText.SIGNED + rewritten.utf8() + "}"));
      return new Bin(
          name,
          parent,
          new SignedText(
              file,
              parsed.signedBytes().asReadOnlyBuffer(),
              parsed.signatures(),
              targets.version(),
              targets.expires(),
              text.members()));
    } catch (UnknownFormException e) {
      throw new FormatException(name + ".json", "holds target names that are not plain ASCII");
    }
  }

  /** What a client asks of it (TUF 1.0.34 §5.6.3, §5.6.4), over its text; its expiry left aside. */
  static void verify(Bin bin, SuccinctRoles bins, Delegations delegations, MetaFile listed)
      throws FormatException {
    SignedText text = bin.text();
    Signed<Targets> signed =
        new Signed<>(
            new Targets(text.version(), text.expires(), Map.of(), Optional.empty()),
            text.signedBytes(),
            text.signatures(),
            text.file());
    int found = SignatureThreshold.signers(signed, bins.role(), delegations.keys()).size();
    if (found < bins.role().threshold()) {
      throw new FormatException(
          bin.role() + ".json",
          "has "
              + found
              + " valid signatures by different keys that "
              + bin.parent()
              + " names for it; the threshold is "
              + bins.role().threshold());
    }
    if (bin.version() != listed.version()) {
      throw new FormatException(
          bin.role() + ".json",
          "has version " + bin.version() + ", wanted " + listed.version() + " (snapshot)");
    }
  }
}
