package dev.plimsoll.cli.command;

import dev.plimsoll.cli.ceremony.Desk;
import dev.plimsoll.cli.ceremony.EventTable;
import dev.plimsoll.cli.ceremony.PublicKeys;
import dev.plimsoll.cli.ceremony.SignatureFile;
import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.Signed.Signature;
import dev.plimsoll.signer.tuf.event.Ceremony.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plimsoll tuf add-signature ROLE FILE…}: brings signatures back. */
@Command(
    name = "add-signature",
    mixinStandardHelpOptions = true,
    description = {
      "Adds signatures to what waits for them. Each is verified before it is taken; the last one",
      "that was missing publishes the file."
    },
    footer = {
      "",
      "Exit codes: 0 taken; 2 nothing waits for that role, or a signature does not hold; 4 the",
      "repository cannot be read or written."
    })
public final class TufAddSignatureCommand implements Callable<Integer> {
  private static final int MAX_RAW = 16_384; // bytes of a signature

  private final Context context;

  @Parameters(index = "0", paramLabel = "ROLE", description = "root, targets, host-NAME")
  private String role = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "FILE",
      description = "from \"tuf sign\"; with --key, the bare signature of another tool")
  private List<Path> files = List.of();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "public key, PEM, whose bare signature FILE is (openssl, an HSM's tool)")
  private Optional<Path> key = Optional.empty();

  @Mixin private final DeskOptions desk = new DeskOptions();

  public TufAddSignatureCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    List<Signature> signatures = new ArrayList<>();
    for (Path file : files) {
      signatures.add(key.isPresent() ? bare(file, key.get()) : SignatureFile.load(file));
    }
    try (Desk open = desk.open(context)) {
      switch (open.sign(role, signatures)) {
        case Outcome.Published p ->
            context.terminal().out().println("published " + p.role() + " version " + p.version());
        case Outcome.Waiting w ->
            context
                .terminal()
                .out()
                .println(
                    role
                        + " version "
                        + w.event().file().signed().version()
                        + ": "
                        + EventTable.state(w.event().state()));
      }
      return 0;
    }
  }

  private static Signature bare(Path file, Path key) throws IOException, FormatException {
    if (Files.size(file) > MAX_RAW) {
      throw new FormatException(file.toString(), "larger than " + MAX_RAW + " bytes; no signature");
    }
    String id = PublicKeys.load(List.of(key)).keySet().iterator().next();
    return new Signature(id, Bytes.copyOf(Files.readAllBytes(file)).hex());
  }
}
