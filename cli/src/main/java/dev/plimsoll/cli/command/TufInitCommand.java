package dev.plimsoll.cli.command;

import dev.plimsoll.cli.ceremony.HostOption;
import dev.plimsoll.cli.ceremony.PublicKeys;
import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.server.StartupException;
import dev.plimsoll.server.TufFoundation;
import dev.plimsoll.server.TufFoundation.People;
import dev.plimsoll.signer.tuf.event.Founding.Holders;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code plimsoll tuf init}: a repository whose root and targets keys never come here. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = {
      "Begins a TUF repository with keys of people: takes public keys, makes the online keys, and",
      "leaves root and targets to be signed. It is there when enough have signed both."
    },
    footer = {
      "",
      "Example, root 2 of 3, targets 1 of 1, one release manager:",
      "  plimsoll tuf init --data D --root-key a.pub --root-key b.pub --root-key c.pub \\",
      "    --root-threshold 2 --targets-key d.pub --host default=m.pub",
      "",
      "Exit codes: 0 waits for signatures; 2 a key or threshold is wrong, or there is a repository",
      "already; 4 the directory cannot be used."
    })
public final class TufInitCommand implements Callable<Integer> {
  private final Context context;

  @Option(
      names = "--root-key",
      required = true,
      paramLabel = "FILE",
      description = "public key, PEM; repeatable")
  private List<Path> rootKeys = new ArrayList<>();

  @Option(names = "--root-threshold", paramLabel = "N", description = "default: 1")
  private long rootThreshold = 1;

  @Option(
      names = "--targets-key",
      required = true,
      paramLabel = "FILE",
      description = "public key, PEM; repeatable")
  private List<Path> targetsKeys = new ArrayList<>();

  @Option(names = "--targets-threshold", paramLabel = "N", description = "default: 1")
  private long targetsThreshold = 1;

  @Option(
      names = "--host",
      required = true,
      paramLabel = "ROLE=FILE[,FILE…][:N]",
      description = "release managers of a host role, N of whom must sign; repeatable")
  private List<String> hosts = new ArrayList<>();

  @Option(
      names = "--release-key",
      paramLabel = "FILE",
      description = "public key that boot agents pin, ECDSA P-256 (default: all managers' keys)")
  private List<Path> releaseKeys = new ArrayList<>();

  @Option(
      names = "--expires-in",
      paramLabel = "DAYS",
      description = "how long root and targets hold (default: ${DEFAULT-VALUE})")
  private int days = 365;

  @Mixin private final ConnectOptions connect = new ConnectOptions();

  public TufInitCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    if (connect.elsewhere()) {
      throw CommandFailure.wrong("\"tuf init\" works on a directory: --data, not --server");
    }
    People people = people();
    try (TufFoundation foundation = TufFoundation.open(connect.data(context))) {
      foundation.begin(
          people, Duration.ofDays(days), context.time().instant().truncatedTo(ChronoUnit.SECONDS));
      TufEdit.show(foundation.ceremony().events(), context);
      return 0;
    } catch (StartupException e) {
      throw CommandFailure.wrong(String.valueOf(e.getMessage()));
    }
  }

  private People people() throws IOException, CommandFailure, FormatException {
    List<DelegatedRole> roles = new ArrayList<>();
    Map<String, Key> managers = new LinkedHashMap<>();
    List<Path> files = new ArrayList<>();
    for (String text : hosts) {
      HostOption host = HostOption.parse(text);
      Map<String, Key> keys = PublicKeys.load(host.keys());
      roles.add(host.delegation(keys));
      managers.putAll(keys);
      host.keys().stream().filter(f -> !files.contains(f)).forEach(files::add);
    }
    Bytes pinned = PublicKeys.releasePem(releaseKeys.isEmpty() ? files : releaseKeys);
    return new People(
        holders("root", rootKeys, rootThreshold),
        holders("targets", targetsKeys, targetsThreshold),
        roles,
        managers,
        pinned);
  }

  private static Holders holders(String role, List<Path> files, long threshold)
      throws IOException, CommandFailure, FormatException {
    Map<String, Key> keys = PublicKeys.load(files);
    if (threshold < 1 || threshold > keys.size()) {
      throw CommandFailure.wrong(
          role + ": threshold " + threshold + " of " + keys.size() + " keys cannot be reached");
    }
    return new Holders(keys, threshold);
  }
}
