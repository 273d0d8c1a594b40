package dev.plimsoll.server;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.server.StartupException.Cause;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.tuf.BinPolicy;
import dev.plimsoll.signer.tuf.TufRepository;
import dev.plimsoll.signer.tuf.TufRepository.OnlineKeys;
import dev.plimsoll.signer.tuf.event.Ceremony;
import dev.plimsoll.signer.tuf.event.Founding;
import dev.plimsoll.signer.tuf.event.Founding.Holders;
import dev.plimsoll.signer.tuf.event.PublishedFiles;
import dev.plimsoll.verifier.tuf.TufKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A data directory whose TUF repository is being founded: online keys are there, root and targets
 * wait for their holders. With the last signature it becomes one that a service runs on. Owns the
 * directory until it is closed. Blocking.
 */
public final class TufFoundation implements AutoCloseable {
  private static final String PENDING = "pending";

  private final DataDirectory data;
  private final Ceremony ceremony;

  private TufFoundation(DataDirectory data) {
    this.data = data;
    this.ceremony = Ceremony.of(pending(data.tuf()), new First());
  }

  /**
   * The people of a new repository.
   *
   * @param hosts delegations to release managers, whose keys are {@code managers}
   * @param releasePem public keys that boot agents pin, PEM
   */
  public record People(
      Holders root,
      Holders targets,
      List<DelegatedRole> hosts,
      Map<String, Key> managers,
      Bytes releasePem) {
    public People {
      hosts = List.copyOf(hosts);
    }
  }

  /** Whether files wait in {@code data}, and none was ever published. */
  public static boolean begun(Path data) {
    Path tuf = data.resolve("tuf");
    return Files.isDirectory(pending(tuf)) && !published(tuf);
  }

  static Path pending(Path tuf) {
    return tuf.resolve(PENDING);
  }

  private static boolean published(Path tuf) {
    return Files.exists(tuf.resolve("metadata").resolve("timestamp.json"));
  }

  public static TufFoundation open(Path data) throws StartupException {
    return new TufFoundation(DataDirectory.own(data));
  }

  /**
   * Makes online keys, and proposes the first root and targets.
   *
   * @param life how long both hold
   * @throws StartupException when there is a repository already
   */
  public void begin(People people, Duration life, Instant now)
      throws IOException, FormatException, StartupException {
    if (published(data.tuf()) || !ceremony.events().isEmpty()) {
      throw new StartupException(
          Cause.INPUT,
          data.root()
              + " has a TUF repository already; \"plimsoll tuf status\" shows it, \"rotate\" and"
              + " \"delegate\" change it");
    }
    pinReleaseKeys(people.releasePem());
    OnlineKeys online = Keys.loadOrCreate(data, new SecureRandom()).tuf();
    Founding founding =
        new Founding(
            people.root(),
            people.targets(),
            Map.of(
                "build",
                key(online.build()),
                "audit",
                key(online.audit()),
                "layers",
                key(online.layers()),
                Snapshot.TYPE,
                key(online.snapshot()),
                Timestamp.TYPE,
                key(online.timestamp())),
            people.hosts(),
            people.managers());
    ceremony.propose(Root.TYPE, founding.firstRoot(now.plus(life)), now);
    ceremony.propose(Targets.TYPE, founding.firstTargets(now.plus(life)), now);
  }

  public Ceremony ceremony() {
    return ceremony;
  }

  @Override
  public void close() {
    data.close();
  }

  private void pinReleaseKeys(Bytes pem) throws IOException {
    Path pinned = data.keys().resolve("release.pub");
    if (!Files.exists(pinned)) {
      Files.createDirectories(data.keys());
      Files.setPosixFilePermissions(
          data.keys(), java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
      Files.write(pinned, pem.toArray());
    }
  }

  private static Key key(SigningKey key) {
    return TufKeys.of(key.publicKey());
  }

  /** Nothing is published; then everything at once. */
  private final class First implements PublishedFiles {
    @Override
    public Optional<Bytes> find(String role) throws IOException {
      if (!published(data.tuf())) {
        return Optional.empty();
      }
      try {
        return TufRepository.open(data.tuf(), online()).current(role);
      } catch (FormatException e) {
        throw new IOException("the repository that was just made: " + e.getMessage(), e);
      }
    }

    @Override
    public void publish(Map<String, Bytes> files, Instant now) throws IOException, FormatException {
      if (published(data.tuf())) {
        TufRepository.open(data.tuf(), online()).accept(files, now);
        return;
      }
      TufRepository.initialise(data.tuf(), files, online().ring(), BinPolicy.STANDARD, now);
    }

    private OnlineKeys online() throws IOException, FormatException {
      return Keys.loadOrCreate(data, new SecureRandom()).tuf();
    }
  }
}
