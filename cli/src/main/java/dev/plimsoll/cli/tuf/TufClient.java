package dev.plimsoll.cli.tuf;

import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.outcome.Failures;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.cli.tuf.ClientArguments.MisuseException;
import dev.plimsoll.verifier.tuf.ClockRule;
import dev.plimsoll.verifier.tuf.OfflineSource;
import dev.plimsoll.verifier.tuf.TargetSource;
import dev.plimsoll.verifier.tuf.TrustedMetadataSet;
import dev.plimsoll.verifier.tuf.TrustedStore;
import dev.plimsoll.verifier.tuf.TufException;
import dev.plimsoll.verifier.tuf.Updater;
import dev.plimsoll.verifier.tuf.UpdaterPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * {@code plimsoll tuf client}: the command line that the TUF conformance suite drives, 300 times a
 * run. Exit codes as its peers have them: 0 done, 1 refused, unreachable or not there; 2 is for a
 * wrong command line.
 */
public final class TufClient {
  private static final String USAGE =
      """
      Usage: plimsoll tuf client OPTIONS init ROOT | refresh | download

      Keeps trusted metadata of any TUF repository up to date, and downloads its targets.

        plimsoll tuf client --metadata-dir D init ROOT
        plimsoll tuf client --metadata-dir D --metadata-url URL refresh
        plimsoll tuf client --metadata-dir D --metadata-url URL --target-name PATH \\
            --target-base-url URL --target-dir T download

        --metadata-dir D       where trusted metadata lies, as received, without versions in the
                               names; with a map file, D/REPOSITORY
        --metadata-url URL     the repository's metadata: http, https or file
        --target-name PATH     repeatable, in order, until one fails
        --target-base-url URL  the repository's targets
        --target-dir T         where targets go, each under its percent-quoted path
        --map-file MAP         TAP 4: repositories that must agree; metadata/ and targets/ stand
                               below each of their URLs
        --offline-at TIME      no network: verify what lies in D and T as of TIME (RFC 3339, UTC)
        --refuse-clock-back    refuse a clock earlier than at the last update with this option
        --allow-ml-dsa         count ML-DSA-65 signatures (TAP 21, a draft)

      Exit codes: 0 done; 1 refused, unreachable or not there; 2 wrong arguments.
      """;

  private final Context context;
  private final ClientArguments args;
  private final Path metadata;

  private TufClient(Context context, ClientArguments args) throws MisuseException {
    this.context = context;
    this.args = args;
    this.metadata = Path.of(args.require(ClientArguments.METADATA_DIR));
  }

  /** Runs the words after {@code tuf client}. */
  public static ExitCode run(List<String> words, Context context) {
    if (words.contains("--help") || words.contains("-h")) {
      context.terminal().out().print(USAGE);
      return ExitCode.DONE;
    }
    try {
      new TufClient(context, ClientArguments.parse(words)).run();
      return ExitCode.DONE;
    } catch (MisuseException e) {
      tell(context, "plimsoll tuf client: " + e.getMessage() + " (plimsoll tuf client --help)");
      return ExitCode.WRONG;
    } catch (IOException | TufException | RuntimeException e) {
      tell(context, "plimsoll tuf client: " + Failures.explain(e).line());
      return ExitCode.DENIED; // whatever it was: nothing more is trusted than before
    }
  }

  private void run() throws IOException, TufException, MisuseException {
    switch (args.word()) {
      case "init" -> {
        ClientSession.init(metadata, Path.of(args.requireFile()), now());
        tell("trusted root in " + metadata);
      }
      case "refresh" -> refresh();
      default -> download();
    }
  }

  private void refresh() throws IOException, TufException, MisuseException {
    args.requireNoFile();
    Optional<String> map = args.find(ClientArguments.MAP_FILE);
    if (map.isPresent()) {
      mapped(map.get()).refresh(this::tell);
      return;
    }
    TrustedMetadataSet trusted = refreshed().trusted();
    tell(
        "root "
            + trusted.root().signed().version()
            + ", timestamp "
            + trusted.timestamp().orElseThrow().signed().version()
            + ", snapshot "
            + trusted.snapshot().orElseThrow().signed().version()
            + ", targets "
            + trusted.targets().orElseThrow().signed().version());
  }

  private void download() throws IOException, TufException, MisuseException {
    args.requireNoFile();
    Path directory = Path.of(args.require(ClientArguments.TARGET_DIR));
    args.require(ClientArguments.TARGET_NAME);
    List<String> targets = args.all(ClientArguments.TARGET_NAME);
    Optional<String> map = args.find(ClientArguments.MAP_FILE);
    if (map.isPresent()) {
      mapped(map.get()).download(targets, directory, this::tell);
      return;
    }
    TargetSource source = targetSource();
    ClientSession.download(refreshed(), targets, source, directory, this::tell);
  }

  private MappedSession mapped(String mapFile) throws IOException {
    return MappedSession.of(Path.of(mapFile), metadata, policy(), now());
  }

  private TargetSource targetSource() throws IOException, MisuseException {
    if (args.find(ClientArguments.OFFLINE_AT).isPresent()) {
      return path -> {
        throw new IOException(path + " is not in the target directory as listed; this is offline");
      };
    }
    return Mirrors.targets(args.require(ClientArguments.TARGET_BASE_URL), HttpLimits.STANDARD);
  }

  private Updater refreshed() throws IOException, TufException, MisuseException {
    Updater updater = updater();
    updater.refresh();
    return updater;
  }

  private Updater updater() throws IOException, TufException, MisuseException {
    TrustedStore store = TrustedStore.of(metadata);
    Optional<String> offline = args.find(ClientArguments.OFFLINE_AT);
    if (offline.isPresent()) {
      Instant at = time(offline.get());
      tell("offline: verified as of " + at + ", nothing newer was looked for");
      return OfflineSource.updater(store, policy(), at);
    }
    String url = args.require(ClientArguments.METADATA_URL);
    return Updater.of(store, Mirrors.metadata(url, HttpLimits.STANDARD), policy(), now());
  }

  private UpdaterPolicy policy() {
    UpdaterPolicy policy =
        UpdaterPolicy.STANDARD.with(
            args.has(ClientArguments.REFUSE_CLOCK_BACK)
                ? ClockRule.NEVER_BACK
                : ClockRule.AS_GIVEN);
    return args.has(ClientArguments.ALLOW_ML_DSA) ? policy.withMlDsa() : policy;
  }

  private static Instant time(String text) throws MisuseException {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new MisuseException("--offline-at wants a time like 2030-01-31T23:59:59Z");
    }
  }

  private Instant now() {
    return context.time().instant();
  }

  private void tell(String line) {
    tell(context, line);
  }

  private static void tell(Context context, String line) {
    context.terminal().err().println(line);
  }
}
