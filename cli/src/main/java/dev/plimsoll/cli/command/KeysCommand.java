package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.cli.terminal.Table;
import dev.plimsoll.cli.terminal.Table.Ink;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.verifier.VerifyingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code plimsoll keys list}: the public halves of the keys of a state directory. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the public keys of a state directory: role, where, algorithm, key id.",
    footer = {"", "Exit codes: 0 listed; 2 a key file is wrong; 4 there are none, or unreadable."})
public final class KeysCommand implements Callable<Integer> {
  private final Context context;

  @Mixin private final ConnectOptions connect = new ConnectOptions();

  public KeysCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    Path data = connect.data(context);
    Table table = new Table("KEY", "WHERE", "ALGORITHM", "KEY ID");
    int found = 0;
    for (String where : List.of("keys", "offline")) {
      for (Path file : publicKeys(data.resolve(where))) {
        VerifyingKey key = KeyFiles.loadPublic(file);
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.pub$", "");
        table.row(
            where.equals("offline") ? Ink.BAD : Ink.NONE,
            name,
            where.equals("offline") ? "offline/ (development stand-in)" : "keys/",
            key.algorithm().toString(),
            key.keyId());
        found++;
      }
    }
    if (found == 0) {
      throw CommandFailure.evidence(data + " has no keys; plimsoll keys dev-init makes some");
    }
    context.terminal().out().print(table.render(context.terminal().paint()));
    return 0;
  }

  private static List<Path> publicKeys(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".pub")).sorted().toList();
    }
  }
}
