package dev.plimsoll.cli.terminal;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What every command is given of the world.
 *
 * @param time the clock, read once per operation
 * @param home the checkout that the launcher stands in; empty when started without it
 */
public record Context(Terminal terminal, InstantSource time, Optional<Path> home) {

  /** The world of this process. */
  public static Context ofProcess() {
    return new Context(
        Terminal.ofProcess(),
        InstantSource.system(),
        Optional.ofNullable(System.getProperty("plimsoll.home")).map(Path::of));
  }

  /**
   * Where state lies: the option, else {@code PLIMSOLL_DATA}, else {@code ~/.local/state/plimsoll}.
   */
  public Path dataDirectory(Optional<Path> option) {
    return option
        .or(() -> Optional.ofNullable(terminal.environment().get("PLIMSOLL_DATA")).map(Path::of))
        .orElseGet(
            () -> Path.of(System.getProperty("user.home", "/"), ".local", "state", "plimsoll"))
        .toAbsolutePath()
        .normalize();
  }
}
