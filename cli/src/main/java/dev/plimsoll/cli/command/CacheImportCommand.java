package dev.plimsoll.cli.command;

import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.cache.CacheArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code plimsoll cache import FILE}: brings an export into the store. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Brings what \"plimsoll cache export\" wrote, or any OCI image layout, into the store. Every",
      "blob is compared with its digest before the first is stored."
    },
    footer = {
      "",
      "Exit codes: 0 imported; 2 it is no image layout; 4 it is damaged, or cannot be stored."
    })
public final class CacheImportCommand implements Callable<Integer> {
  private final Context context;

  @Mixin private final CacheOptions cache = new CacheOptions();

  @Parameters(paramLabel = "FILE", description = "a directory or a tar file")
  private Path source = Path.of("");

  public CacheImportCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, FormatException {
    CacheArchive.Imported brought =
        CacheArchive.importFrom(source, cache.store(context), cache.data(context).resolve("work"));
    context
        .terminal()
        .out()
        .println("imported " + brought.blobs() + " blobs, " + CacheOptions.size(brought.bytes()));
    return 0;
  }
}
