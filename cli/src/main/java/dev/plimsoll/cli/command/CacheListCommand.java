package dev.plimsoll.cli.command;

import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.cli.terminal.Table;
import dev.plimsoll.cli.terminal.Table.Ink;
import dev.plimsoll.image.cache.CacheList;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code plimsoll cache list}: what builds have fetched. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "Lists what builds have taken from the store: reference and platform, bytes with all that was",
      "made of it, last use. Components may share bytes."
    },
    footer = {"", "Exit codes: 0 listed; 4 the store cannot be read."})
public final class CacheListCommand implements Callable<Integer> {
  private final Context context;

  @Mixin private final CacheOptions cache = new CacheOptions();

  public CacheListCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    CacheList list = CacheList.of(cache.store(context), cache.directory(context));
    Table table = new Table("COMPONENT", "DIGEST", "SIZE", "LAST USE");
    for (CacheList.Component each : list.components()) {
      table.row(
          Ink.NONE,
          each.what(),
          each.root().toString().substring(0, 19),
          CacheOptions.size(each.bytes()),
          each.lastUse().truncatedTo(ChronoUnit.SECONDS).toString());
    }
    context.terminal().out().print(table.render(context.terminal().paint()));
    context
        .terminal()
        .out()
        .println(
            CacheOptions.size(list.bytes())
                + " in all; "
                + list.otherBlobs()
                + " other blobs of "
                + CacheOptions.size(list.otherBytes()));
    return 0;
  }
}
