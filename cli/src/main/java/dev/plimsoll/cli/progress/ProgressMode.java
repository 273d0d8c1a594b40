package dev.plimsoll.cli.progress;

import dev.plimsoll.cli.terminal.Terminal;
import java.time.InstantSource;

/** How progress is shown on stderr. Constants are what the user writes. */
public enum ProgressMode {
  /** Bars where stderr is a terminal, else as {@link #plain}. */
  auto,
  /** One line for each finished task, and one every ten seconds for a long one. */
  plain,
  /** One JSON object a line, see {@link JsonRenderer}. */
  json;

  /** Starts to show; the caller closes before it writes anything else to stderr. */
  public LiveProgress open(Terminal terminal, InstantSource time) {
    return new LiveProgress(
        switch (this) {
          case json -> new JsonRenderer(terminal.err());
          case plain -> new PlainRenderer(terminal.err());
          case auto ->
              terminal.errColumns().isPresent()
                  ? new BarRenderer(terminal)
                  : new PlainRenderer(terminal.err());
        },
        time);
  }
}
