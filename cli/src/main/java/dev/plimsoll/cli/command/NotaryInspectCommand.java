package dev.plimsoll.cli.command;

import dev.plimsoll.cli.notary.Gun;
import dev.plimsoll.cli.notary.NotaryHttp;
import dev.plimsoll.cli.notary.TrustView;
import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.cli.terminal.Table;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.verifier.VerificationException;
import dev.plimsoll.verifier.notary.NotaryClient;
import dev.plimsoll.verifier.notary.NotaryLimits;
import dev.plimsoll.verifier.notary.NotaryTrust;
import dev.plimsoll.verifier.notary.RootAnchor;
import dev.plimsoll.verifier.notary.RootTrust;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plimsoll notary inspect URL GUN}: verified trust data of a Notary v1 server. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = {
      "Reads and verifies all trust data of a collection on a Notary v1 server, and prints its roles",
      "and targets. Nothing is remembered between two looks."
    },
    footer = {
      "",
      "Exit codes: 0 verified; 2 wrong arguments; 4 unreachable, missing or not to be trusted."
    })
public final class NotaryInspectCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(index = "0", paramLabel = "URL", description = "https://HOST[:PORT]")
  private String url = "";

  @Parameters(index = "1", paramLabel = "GUN", description = "collection: the image repository")
  private String gun = "";

  @Option(
      names = "--output",
      paramLabel = "F",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Output output = Output.table;

  @Mixin private final NotaryOptions options = new NotaryOptions();

  /** Constants are what the user writes. */
  enum Output {
    table,
    json
  }

  public NotaryInspectCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException, VerificationException {
    Gun collection = Gun.parse(gun);
    RootTrust how = options.trust().orElseThrow(NotaryOptions::noTrust);
    Terminal terminal = context.terminal();
    try (NotaryHttp source = new NotaryHttp(options.server(url, context), collection)) {
      NotaryTrust trust =
          NotaryClient.of(
                  collection.name(),
                  source,
                  NotaryLimits.STANDARD,
                  Map.of(),
                  context.time().instant())
              .verify(how);
      say(trust, terminal);
      if (output == Output.json) {
        terminal.out().print(JsonWriter.pretty(TrustView.json(trust)).utf8());
      } else {
        terminal.out().print(TrustView.table(trust, terminal.paint()));
      }
      return 0;
    }
  }

  /** Why the root is trusted; what was only believed, in red. */
  static void say(NotaryTrust trust, Terminal terminal) {
    String line = Table.clean(trust.gun() + ": " + TrustView.anchor(trust));
    terminal
        .err()
        .println(
            trust.anchor() instanceof RootAnchor.FirstUse ? terminal.errPaint().red(line) : line);
  }
}
