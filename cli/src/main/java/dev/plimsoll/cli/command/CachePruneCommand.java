package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.cache.CachePrune;
import dev.plimsoll.image.source.LockText;
import dev.plimsoll.image.store.StoreDirectory;
import dev.plimsoll.server.DataDirectory;
import dev.plimsoll.server.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code plimsoll cache prune}: removes what nobody needs. */
@Command(
    name = "prune",
    mixinStandardHelpOptions = true,
    description = {
      "Removes from the store what no given lock file names and, with --unused-for, what was neither",
      "used nor stored since. Never in the directory of a service, whose published images need their",
      "blobs. Run no build in the directory meanwhile."
    },
    footer = {
      "",
      "Exit codes: 0 done; 2 a lock file or an option is wrong; 4 the directory is a service's, or",
      "cannot be changed."
    })
public final class CachePruneCommand implements Callable<Integer> {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(m|h|d|w)");

  private final Context context;

  @Mixin private final CacheOptions cache = new CacheOptions();

  @Option(
      names = "--lock",
      split = ",",
      paramLabel = "FILE",
      description = "keep what this lock file names; may be repeated")
  private List<Path> locks = List.of();

  @Option(
      names = "--unused-for",
      paramLabel = "TIME",
      description = "keep what was used within TIME: 90m, 12h, 30d, 4w")
  private Optional<String> unusedFor = Optional.empty();

  @Option(names = "--dry-run", description = "say what would go, and remove nothing")
  private boolean dryRun;

  public CachePruneCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    if (locks.isEmpty() && unusedFor.isEmpty()) {
      throw CommandFailure.wrong("say what to keep: --lock FILE, --unused-for TIME, or both");
    }
    Optional<Duration> time = unusedFor.isEmpty() ? Optional.empty() : Optional.of(duration());
    List<LockText> kept = new ArrayList<>();
    for (Path lock : locks) {
      if (!Files.exists(lock)) {
        throw CommandFailure.wrong("there is no lock file " + lock);
      }
      kept.add(LockText.load(lock));
    }
    try (DataDirectory owned = DataDirectory.own(cache.data(context))) {
      if (Files.exists(owned.database())) {
        throw CommandFailure.evidence(
            owned.root()
                + " is a service's directory: its runs and images need their blobs, nothing is"
                + " removed");
      }
      return prune(kept, time);
    } catch (StartupException e) {
      throw CommandFailure.evidence(String.valueOf(e.getMessage()));
    }
  }

  private int prune(List<LockText> kept, Optional<Duration> time) throws IOException {
    StoreDirectory directory = cache.directory(context);
    CachePrune plan =
        CachePrune.plan(cache.store(context), directory, kept, time, context.time().instant());
    if (dryRun) {
      plan.blobs().forEach(b -> context.terminal().out().println(b.digest()));
    } else {
      plan.remove(directory);
    }
    context
        .terminal()
        .out()
        .println(
            (dryRun ? "would remove " : "removed ")
                + plan.blobs().size()
                + " blobs, "
                + CacheOptions.size(plan.size()));
    return 0;
  }

  private Duration duration() throws CommandFailure {
    String text = unusedFor.orElse("");
    Matcher m = DURATION.matcher(text);
    if (!m.matches()) {
      throw CommandFailure.wrong(
          "--unused-for is " + FormatException.quote(text) + ", wanted e.g. 90m, 12h, 30d, 4w");
    }
    long count = Long.parseLong(m.group(1));
    return switch (m.group(2)) {
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      case "d" -> Duration.ofDays(count);
      default -> Duration.ofDays(7 * count);
    };
  }
}
