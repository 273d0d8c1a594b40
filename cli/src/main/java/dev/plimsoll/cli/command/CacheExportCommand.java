package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.cache.CacheArchive;
import dev.plimsoll.image.source.LockText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plimsoll cache export FILE}: everything of a lock file, to be carried elsewhere. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes everything that a lock file names as an OCI image layout: a tar where FILE ends in",
      ".tar, else a directory. The same lock file gives the same bytes. \"plimsoll cache import\"",
      "brings it into another store; \"plimsoll build --offline --locked\" needs nothing else."
    },
    footer = {
      "",
      "Exit codes: 0 written; 2 the lock file is wrong; 4 the store lacks something, or it cannot be",
      "written."
    })
public final class CacheExportCommand implements Callable<Integer> {
  private final Context context;

  @Mixin private final CacheOptions cache = new CacheOptions();

  @Option(
      names = "--lock",
      paramLabel = "FILE",
      description = "what to export (default: plimsoll.lock)")
  private Path lock = Path.of("plimsoll.lock");

  @Parameters(paramLabel = "FILE", description = "a new directory, or a file ending in .tar")
  private Path target = Path.of("");

  public CacheExportCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    if (!Files.exists(lock)) {
      throw CommandFailure.wrong("there is no lock file " + lock + "; name one with --lock");
    }
    CacheArchive.export(LockText.load(lock), cache.store(context), target);
    context.terminal().out().println(target);
    return 0;
  }
}
