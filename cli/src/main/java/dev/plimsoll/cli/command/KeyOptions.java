package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.signer.key.SigningKey;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds a private key: the file that was named, else the development key of the state directory.
 */
final class KeyOptions {
  private static final String SUFFIX = ".key";

  private KeyOptions() {}

  static SigningKey load(Optional<Path> named, Path data, String name, Context context)
      throws IOException, CommandFailure, FormatException {
    if (named.isPresent()) {
      return file(named.get());
    }
    Path offline = data.resolve("offline");
    try {
      SigningKey key = KeyFiles.load(offline, name);
      context
          .terminal()
          .err()
          .println(
              context.terminal().paint().red("DEVELOPMENT KEY")
                  + " "
                  + offline.resolve(name + SUFFIX)
                  + ": whoever reads this disk can sign; in production it lives offline");
      return key;
    } catch (NoSuchFileException e) {
      throw new CommandFailure(
          ExitCode.EVIDENCE,
          "no " + name + " key in " + offline + "; name one with --key FILE.key",
          e);
    }
  }

  /** The private key in a file {@code NAME.key}. */
  static SigningKey file(Path path) throws IOException, CommandFailure, FormatException {
    Path file = path.toAbsolutePath().normalize();
    Path folder = file.getParent();
    String name = String.valueOf(file.getFileName());
    if (folder == null || !name.endsWith(SUFFIX)) {
      throw CommandFailure.wrong("key file " + path + " does not end in " + SUFFIX);
    }
    return KeyFiles.load(folder, name.substring(0, name.length() - SUFFIX.length()));
  }
}
