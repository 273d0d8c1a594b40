package dev.plimsoll.server.notary;

import dev.plimsoll.signer.notary.DirectoryNotaryStore;
import dev.plimsoll.signer.notary.NotaryKeys;
import dev.plimsoll.signer.notary.NotaryProposals;
import dev.plimsoll.signer.notary.NotaryRefusal;
import dev.plimsoll.signer.notary.NotaryRepositories;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

/** The Notary half of the service: its collections, what waits, who may ask. */
public final class NotaryService {
  private static final Logger LOG = System.getLogger(NotaryService.class.getName());
  private static final NotaryService OFF = new NotaryService(NotaryConfig.OFF, Optional.empty());

  private final NotaryConfig config;
  private final Optional<Parts> parts;

  /**
   * What there is when it is on.
   *
   * @param tokens empty: no authorisation but that of the address
   */
  record Parts(
      NotaryRepositories repositories,
      NotaryProposals proposals,
      NotaryFront front,
      Optional<NotaryTokens> tokens,
      InstantSource clock) {}

  private NotaryService(NotaryConfig config, Optional<Parts> parts) {
    this.config = config;
    this.parts = parts;
  }

  /** No Notary: every path of it is unknown. */
  public static NotaryService off() {
    return OFF;
  }

  /**
   * Opens the collections, and renews what is due. Blocking.
   *
   * @param directory of the collections
   * @param keys directory of the server's keys
   */
  public static NotaryService open(
      NotaryConfig config, Path directory, Path keys, InstantSource clock) throws IOException {
    if (config.mode() == NotaryConfig.Mode.OFF) {
      return off();
    }
    NotaryRepositories repositories =
        NotaryRepositories.open(
            DirectoryNotaryStore.open(directory.resolve("store")),
            new NotaryKeys(keys, new SecureRandom()),
            clock);
    Optional<NotaryTokens> tokens =
        config.tokens().isPresent()
            ? Optional.of(NotaryTokens.load(config.tokens().get()))
            : Optional.empty();
    NotaryService service =
        new NotaryService(
            config,
            Optional.of(
                new Parts(
                    repositories,
                    NotaryProposals.open(directory.resolve("proposals"), repositories),
                    new NotaryFront(repositories, tokens.isPresent() ? "private" : "public"),
                    tokens,
                    clock)));
    service.renew();
    return service;
  }

  NotaryConfig config() {
    return config;
  }

  Optional<Parts> parts() {
    return parts;
  }

  /** For a timer: signs anew what ends. Blocking; logs what goes wrong. */
  public void renew() {
    try {
      if (parts.isPresent()) {
        parts.get().repositories().renewDue();
      }
    } catch (IOException | NotaryRefusal | RuntimeException e) {
      LOG.log(Logger.Level.ERROR, "Notary timestamps could not be renewed", e);
    }
  }
}
