package dev.plimsoll.signer.migrate;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.formats.tuf.TufMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an earlier import has left: the newest published file of each role, and what still waits for
 * signatures. What says the same again is kept, so that nobody has to sign it twice.
 *
 * @param published by role
 * @param pending by role
 */
public record KnownFiles(
    Map<String, Signed<? extends TufMetadata>> published,
    Map<String, Signed<? extends TufMetadata>> pending) {
  public KnownFiles {
    published = Map.copyOf(published);
    pending = Map.copyOf(pending);
  }

  /** Nothing yet. */
  public static KnownFiles none() {
    return new KnownFiles(Map.of(), Map.of());
  }

  /** Reads the file of a role, whatever its signatures. */
  public static Signed<? extends TufMetadata> parse(String role, Bytes file)
      throws FormatException {
    String what = role + ".json";
    return switch (role) {
      case Root.TYPE -> Signed.parse(what, file, Root::parse);
      case Snapshot.TYPE -> Signed.parse(what, file, Snapshot::parse);
      case Timestamp.TYPE -> Signed.parse(what, file, Timestamp::parse);
      default -> Signed.parse(what, file, Targets::parse);
    };
  }

  /** Files of {@code role} that may be used again, the published one first. */
  List<Signed<? extends TufMetadata>> of(String role) {
    List<Signed<? extends TufMetadata>> files = new ArrayList<>();
    Optional.ofNullable(published.get(role)).ifPresent(files::add);
    Optional.ofNullable(pending.get(role)).ifPresent(files::add);
    return files;
  }

  /** The least version that other content may have. */
  long nextVersion(String role) {
    return Optional.ofNullable(published.get(role)).map(f -> f.signed().version()).orElse(0L) + 1;
  }
}
