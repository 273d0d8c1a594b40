package dev.plimsoll.server.notary;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.notary.NotaryRoles;
import dev.plimsoll.signer.notary.Gun;
import dev.plimsoll.signer.notary.NotaryRefusal;
import dev.plimsoll.signer.notary.NotaryRefusal.Code;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a path under {@code /v2/} asks for. Names of collections have slashes and so have roles;
 * {@code /_trust/} is between them. Nothing in a valid path needs percent-quoting, so nothing is
 * unquoted.
 */
public sealed interface NotaryPath {
  String PREFIX = "/v2/";

  /** {@code /v2/}. */
  record Ping() implements NotaryPath {}

  /** {@code _trust/changefeed}, of one collection or of all. */
  record Feed(Optional<Gun> gun) implements NotaryPath {}

  /** {@code <gun>/_trust/tuf/}: where pushes go. */
  record Collection(Gun gun) implements NotaryPath {}

  /** {@code <gun>/_trust/tuf/<role>.key}. */
  record ServerKey(Gun gun, String role) implements NotaryPath {}

  /**
   * {@code <role>.json}, {@code <version>.<role>.json} or {@code <role>.<checksum>.json}.
   *
   * @param version of the file; empty for any
   * @param digest of the file; empty for any
   */
  record Metadata(Gun gun, String role, Optional<Long> version, Optional<Digest> digest)
      implements NotaryPath {
    /** Whether always the same bytes are meant. */
    public boolean isFixed() {
      return version.isPresent() || digest.isPresent();
    }
  }

  /** Parses a path that starts with {@link #PREFIX}. */
  static NotaryPath parse(String path) throws NotaryRefusal {
    String rest = path.substring(PREFIX.length());
    if (rest.isEmpty()) {
      return new Ping();
    }
    if (rest.equals("_trust/changefeed")) {
      return new Feed(Optional.empty());
    }
    int split = rest.indexOf("/_trust/");
    if (split < 0) {
      throw new NotaryRefusal(Code.GENERIC_NOT_FOUND, "there is nothing at this path");
    }
    Gun gun = Names.gun(rest.substring(0, split));
    String what = rest.substring(split + "/_trust/".length());
    if (what.equals("changefeed")) {
      return new Feed(Optional.of(gun));
    }
    if (what.equals("tuf/") || what.equals("tuf")) {
      return new Collection(gun);
    }
    if (what.startsWith("tuf/") && what.endsWith(".key")) {
      return new ServerKey(gun, what.substring("tuf/".length(), what.length() - ".key".length()));
    }
    if (what.startsWith("tuf/") && what.endsWith(".json")) {
      return Names.metadata(gun, what.substring("tuf/".length(), what.length() - ".json".length()));
    }
    throw new NotaryRefusal(Code.GENERIC_NOT_FOUND, "there is nothing at this path");
  }

  /** The parts of a path. */
  final class Names {
    private static final Pattern VERSIONED = Pattern.compile("([0-9]{1,18})\\.(.+)");
    private static final Pattern HASHED = Pattern.compile("(.+)\\.([0-9a-fA-F]{64})");

    private Names() {}

    private static Gun gun(String name) throws NotaryRefusal {
      try {
        return Gun.parse(name);
      } catch (FormatException e) {
        throw new NotaryRefusal(Code.INVALID_GUN, e.getMessage());
      }
    }

    private static Metadata metadata(Gun gun, String name) throws NotaryRefusal {
      Matcher versioned = VERSIONED.matcher(name);
      if (versioned.matches()) {
        long version = Long.parseLong(versioned.group(1));
        return new Metadata(gun, role(versioned.group(2)), Optional.of(version), Optional.empty());
      }
      Matcher hashed = HASHED.matcher(name);
      if (hashed.matches()) {
        Digest digest = new Digest(hashed.group(2).toLowerCase(Locale.ROOT));
        return new Metadata(gun, role(hashed.group(1)), Optional.empty(), Optional.of(digest));
      }
      return new Metadata(gun, role(name), Optional.empty(), Optional.empty());
    }

    private static String role(String name) throws NotaryRefusal {
      if (NotaryRoles.isTopLevel(name) || NotaryRoles.isDelegation(name)) {
        return name;
      }
      throw new NotaryRefusal(Code.METADATA_NOT_FOUND, "there is no such role");
    }
  }
}
