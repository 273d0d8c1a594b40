package dev.plimsoll.cli.command;

import dev.plimsoll.cli.ceremony.SignatureFile;
import dev.plimsoll.cli.notary.Gun;
import dev.plimsoll.cli.notary.ImportDirectory;
import dev.plimsoll.cli.notary.ImportReport;
import dev.plimsoll.cli.notary.NotaryHttp;
import dev.plimsoll.cli.notary.NotaryServer;
import dev.plimsoll.cli.notary.OwnKeys;
import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.cli.terminal.Table;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.Signed.Signature;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.migrate.KnownFiles;
import dev.plimsoll.signer.migrate.Migration;
import dev.plimsoll.signer.migrate.SigningRound;
import dev.plimsoll.signer.migrate.SigningRound.Outcome;
import dev.plimsoll.signer.tuf.event.Demand;
import dev.plimsoll.verifier.VerificationException;
import dev.plimsoll.verifier.VerifyingKey;
import dev.plimsoll.verifier.notary.NotaryClient;
import dev.plimsoll.verifier.notary.NotaryLimits;
import dev.plimsoll.verifier.notary.NotaryTrust;
import dev.plimsoll.verifier.notary.RootTrust;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plimsoll notary import URL GUN… --out DIR}: trust data of Notary v1 into TUF 1.0. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Reads and verifies collections of a Notary v1 server, and writes a TUF 1.0 repository that",
      "says the same: metadata/ when everything is signed, else pending/ with the files to sign.",
      "Run it again with more keys or signatures to complete it, and at any time to follow the",
      "server. Says what TUF cannot keep."
    },
    footer = {
      "",
      "Exit codes: 0 written, complete or waiting; 2 wrong arguments; 4 unreachable, missing, not to",
      "be trusted, or older than what was imported before."
    })
public final class NotaryImportCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(index = "0", paramLabel = "URL", description = "https://HOST[:PORT]")
  private String url = "";

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "GUN", description = "collections")
  private List<String> guns = List.of();

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "where to write")
  private Path out = Path.of("");

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "private key, PEM; signs every file that names it. Several may be given")
  private List<Path> keys = List.of();

  @Option(
      names = "--signature",
      paramLabel = "FILE",
      description = "from \"plimsoll tuf sign\", for a file of pending/. Several may be given")
  private List<Path> signatures = List.of();

  @Option(
      names = "--root-key",
      paramLabel = "FILE",
      description =
          "public key, PEM, for root and targets (default: of the --key files those that Notary"
              + " does not know; else a single collection's root keys)")
  private List<Path> rootKeys = List.of();

  @Option(
      names = "--root-threshold",
      paramLabel = "N",
      description = "how many of them must sign (default: 1)")
  private Optional<Long> threshold = Optional.empty();

  @Option(
      names = "--online-key",
      paramLabel = "FILE",
      description =
          "public key, PEM, for snapshot and timestamp (default: of the --key files those that"
              + " Notary does not know)")
  private List<Path> onlineKeys = List.of();

  @Mixin private final NotaryOptions options = new NotaryOptions();

  public NotaryImportCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException, VerificationException {
    Instant now = context.time().instant();
    if (threshold.isPresent() && threshold.get() < 1) {
      throw CommandFailure.wrong("--root-threshold is " + threshold.get() + ", wanted 1 or more");
    }
    List<Gun> collections = new ArrayList<>();
    for (String gun : guns) {
      Gun parsed = Gun.parse(gun);
      if (collections.contains(parsed)) {
        throw CommandFailure.wrong("collection " + gun + " is named twice");
      }
      collections.add(parsed);
    }
    List<SigningKey> signing = new ArrayList<>();
    for (Path key : keys) {
      signing.add(KeyOptions.file(key));
    }
    List<Signature> given = new ArrayList<>();
    for (Path file : signatures) {
      given.add(SignatureFile.load(file));
    }
    OwnKeys named = new OwnKeys(publicKeys(rootKeys), publicKeys(onlineKeys), threshold);
    Optional<RootTrust> trust = options.trust();
    NotaryServer server = options.server(url, context);
    try (ImportDirectory directory = ImportDirectory.open(out)) {
      List<NotaryTrust> trusts = new ArrayList<>();
      for (Gun gun : collections) {
        trusts.add(verify(server, gun, directory, trust, now));
      }
      KnownFiles known = directory.known();
      List<VerifyingKey> atHand = signing.stream().map(SigningKey::publicKey).toList();
      Migration migration = Migration.of(trusts, named.choose(trusts, known, atHand), known, now);
      Outcome outcome =
          new SigningRound(migration, known, signing, given, now).run(directory.roots());
      write(directory, collections, trusts, migration, outcome);
      tell(migration, outcome);
      return 0;
    }
  }

  private static List<VerifyingKey> publicKeys(List<Path> files)
      throws IOException, FormatException {
    List<VerifyingKey> keys = new ArrayList<>();
    for (Path file : files) {
      keys.add(KeyFiles.loadPublic(file));
    }
    return keys;
  }

  private NotaryTrust verify(
      NotaryServer server,
      Gun gun,
      ImportDirectory directory,
      Optional<RootTrust> trust,
      Instant now)
      throws IOException, CommandFailure, FormatException, VerificationException {
    Map<String, Bytes> remembered = directory.remembered(gun);
    if (remembered.isEmpty() && trust.isEmpty()) {
      throw NotaryOptions.noTrust();
    }
    try (NotaryHttp source = new NotaryHttp(server, gun)) {
      NotaryTrust found =
          NotaryClient.of(gun.name(), source, NotaryLimits.STANDARD, remembered, now)
              .verify(trust.orElseGet(RootTrust.FirstUse::new));
      NotaryInspectCommand.say(found, context.terminal());
      return found;
    }
  }

  private static void write(
      ImportDirectory directory,
      List<Gun> collections,
      List<NotaryTrust> trusts,
      Migration migration,
      Outcome outcome)
      throws IOException {
    switch (outcome) {
      case Outcome.Complete complete -> directory.publish(complete.metadata());
      case Outcome.Waiting waiting -> directory.suspend(waiting.files());
    }
    for (int i = 0; i < trusts.size(); i++) {
      directory.remember(collections.get(i), trusts.get(i).files());
    }
    directory.report(ImportReport.file(ImportReport.json(trusts, migration, outcome)));
  }

  private void tell(Migration migration, Outcome outcome) {
    Terminal terminal = context.terminal();
    migration
        .losses()
        .forEach(
            loss ->
                terminal
                    .err()
                    .println(Table.clean("not kept, " + loss.gun() + ": " + loss.what())));
    switch (outcome) {
      case Outcome.Complete ignored ->
          terminal
              .out()
              .println(
                  "complete: "
                      + out.resolve("metadata")
                      + ", "
                      + migration.targets().size()
                      + " targets");
      case Outcome.Waiting waiting -> {
        terminal.out().println("waiting for signatures in " + out.resolve("pending") + ":");
        waiting.missing().forEach((role, open) -> open.forEach(d -> missing(role, d, terminal)));
      }
    }
  }

  private static void missing(String role, Demand demand, Terminal terminal) {
    terminal
        .out()
        .println(
            Table.clean(
                "  "
                    + role
                    + ": "
                    + demand.role().threshold()
                    + " of "
                    + String.join(", ", demand.role().keyIds())
                    + " ("
                    + demand.by()
                    + ")"));
  }
}
