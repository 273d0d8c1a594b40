package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.signer.key.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A TUF 1.0.34 repository in a directory: {@code metadata/} with {@code N.root.json}, {@code
 * N.targets.json}, {@code N.build.json}, {@code N.audit.json}, {@code N.layers.json}, {@code
 * N.snapshot.json}, {@code timestamp.json}. Consistent snapshots; delegations {@code build} ({@code
 * img/*}{@code /*}), {@code audit} ({@code audit/*}{@code /*}), {@code layers} ({@code
 * layer/sha256/*}). Blocking; one writer; crash-safe: the timestamp is renamed last.
 */
public final class TufRepository {
  private TufRepository() {}

  /** Keys by TUF role: the online ones that a running service may hold. */
  public record OnlineKeys(
      SigningKey build,
      SigningKey audit,
      SigningKey layers,
      SigningKey snapshot,
      SigningKey timestamp) {}

  /** Root and targets keys: offline, used by {@link #initialise} alone. */
  public record OfflineKeys(SigningKey root, SigningKey targets) {}

  /** One target to publish; {@code role} is {@code build}, {@code audit} or {@code layers}. */
  public record NewTarget(
      String role, String path, long length, Digest digest, JsonObject custom) {}

  /** Makes version 1 of everything; does nothing when the repository is there. */
  public static void initialise(Path directory, OfflineKeys offline, OnlineKeys online, Instant now)
      throws IOException, FormatException {
    throw new UnsupportedOperationException();
  }

  public static TufRepository open(Path directory, OnlineKeys online)
      throws IOException, FormatException {
    throw new UnsupportedOperationException();
  }

  /**
   * Adds targets (those already listed with the same digest are left alone), then snapshot and
   * timestamp. Idempotent. Verified with {@code verifier.tuf} before the timestamp is replaced.
   */
  public void publish(List<NewTarget> targets, Instant now) throws IOException, FormatException {
    throw new UnsupportedOperationException();
  }

  /** Renews snapshot and timestamp when a third of their life or less is left. */
  public void renewIfDue(Instant now) throws IOException, FormatException {
    throw new UnsupportedOperationException();
  }

  /** The files that a server gives out, by name, e.g. {@code timestamp.json}. */
  public Map<String, Bytes> metadataFiles() throws IOException {
    throw new UnsupportedOperationException();
  }
}
