package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import java.util.Optional;

/** The present file of one targets role. Immutable. */
sealed interface RoleFile {
  String role();

  long version();

  Bytes file();

  /** The name without the version, as the snapshot lists it. */
  default String listedName() {
    return role() + ".json";
  }

  default String fileName() {
    return version() + "." + listedName();
  }

  /** {@code targets} and the roles it names: few targets of their own, delegations, read whole. */
  record Whole(String role, Signed<Targets> signed) implements RoleFile {
    @Override
    public long version() {
      return signed.signed().version();
    }

    @Override
    public Bytes file() {
      return signed.file();
    }
  }

  /** One of the hash bins below {@code parent}: many targets, which stay text. */
  record Bin(String role, String parent, SignedText text) implements RoleFile {
    private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);

    @Override
    public long version() {
      return text.version();
    }

    @Override
    public Bytes file() {
      return text.file();
    }

    Optional<TargetFile> find(String path) {
      Optional<Bytes> entry = text.members().find(path);
      if (entry.isEmpty()) {
        return Optional.empty();
      }
      try {
        String what = role + " target " + path;
        return Optional.of(TargetFile.parse(what, READER.parse(what, entry.get()).asObject(what)));
      } catch (FormatException e) {
        throw new IllegalStateException("a signed entry of ours is unreadable", e);
      }
    }
  }

  /** Named by no delegator any more; a snapshot must list it for ever (TUF 1.0.34 §5.5.5). */
  record Retired(String role, long version, Bytes file) implements RoleFile {}
}
