package dev.plimsoll.image;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.source.SourceOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * All inputs of one build. The same request with the same lock gives the same image.
 *
 * @param name of the image, e.g. {@code quickstart}
 * @param specs YAML texts in merge order
 * @param baseDirectory where relative paths in the specs start
 * @param lockFile read when it is there, completed when the mode allows
 * @param agent what goes into the stage-1 initramfs; empty: no agent, stage-1 opens the command
 *     line's root hash
 * @param sources how components are fetched
 * @param access what the specification may reach outside its folder
 */
public record BuildRequest(
    String name,
    List<Spec> specs,
    Path baseDirectory,
    Path lockFile,
    LockMode lockMode,
    Optional<BootAgent> agent,
    Architecture architecture,
    SourceOptions sources,
    LocalAccess access) {
  public BuildRequest {
    specs = List.copyOf(specs);
  }

  /** A request whose specification reaches nothing outside its folder. */
  public BuildRequest(
      String name,
      List<Spec> specs,
      Path baseDirectory,
      Path lockFile,
      LockMode lockMode,
      Optional<BootAgent> agent,
      Architecture architecture,
      SourceOptions sources) {
    this(
        name,
        specs,
        baseDirectory,
        lockFile,
        lockMode,
        agent,
        architecture,
        sources,
        LocalAccess.FOLDER_ONLY);
  }

  /** A request for amd64 that fetches by the defaults. */
  public BuildRequest(
      String name,
      List<Spec> specs,
      Path baseDirectory,
      Path lockFile,
      LockMode lockMode,
      Optional<BootAgent> agent) {
    this(
        name,
        specs,
        baseDirectory,
        lockFile,
        lockMode,
        agent,
        Architecture.AMD64,
        SourceOptions.DEFAULT);
  }

  /** One YAML text; {@code file} names it in messages. */
  public record Spec(String file, Bytes text) {}

  /** What may happen to the lock file. */
  public enum LockMode {
    /** Add what is missing, keep what is pinned. */
    ADD,
    /** Refresh every entry. */
    UPDATE,
    /** Refuse what is missing. */
    LOCKED
  }

  /**
   * The boot agent and what it trusts.
   *
   * @param program static x86-64 ELF
   * @param initScript stage-1 {@code /init}
   * @param verdictKeys PEM, one or two P-256 public keys
   * @param releaseKeys PEM, one or two P-256 public keys
   * @param role host role, baked in
   */
  public record BootAgent(
      Bytes program, Bytes initScript, Bytes verdictKeys, Bytes releaseKeys, String role) {}
}
