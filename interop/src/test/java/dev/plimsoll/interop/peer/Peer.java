package dev.plimsoll.interop.peer;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A program that we did not write. Where it is missing its test is skipped with a line that cannot
 * be overlooked, or fails where the run demands the program ({@code PLIMSOLL_REQUIRE_TOOLS=1} for
 * what apt and npm have, {@code PLIMSOLL_REQUIRE_PEERS=1} for what must be compiled).
 */
public final class Peer {
  private static final long TIMEOUT_SECONDS = 180;

  private final List<String> command;
  private final Map<String, String> environment;

  private Peer(List<String> command, Map<String, String> environment) {
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
  }

  /** What a run printed, and how it ended. */
  public record Run(int exit, String output) {}

  /** A program of the system's path. */
  public static Peer ofPath(String program) {
    return new Peer(List.of(demand(program, onPath(program), "TOOLS").toString()), Map.of());
  }

  /** A script of ours, read from the class path, that drives an npm package. */
  public static Peer ofNode(Class<?> owner, String script, Path directory) throws IOException {
    Path node = demand("node", onPath("node"), "TOOLS");
    Path packages = home().resolve("interop/target/npm/node_modules");
    Path installed =
        demand(
            "npm packages (interop/npm/install.sh)",
            Optional.of(packages).filter(Files::isDirectory),
            "TOOLS");
    Path file = copy(owner, script, directory);
    return new Peer(
        List.of(node.toString(), file.toString()), Map.of("NODE_PATH", installed.toString()));
  }

  /** A script of ours that drives a package of the environment that {@code --peers} makes. */
  public static Peer ofPython(Class<?> owner, String script, Path directory) throws IOException {
    Path cache =
        Path.of(environment("XDG_CACHE_HOME").orElse(System.getProperty("user.home") + "/.cache"));
    Optional<Path> python =
        Stream.of(
                environment("PLIMSOLL_PYTHON_TUF").map(Path::of),
                Optional.of(cache.resolve("plimsoll/python-tuf/bin/python")))
            .flatMap(Optional::stream)
            .filter(Files::isExecutable)
            .findFirst();
    Path found = demand("python-tuf (interop/python)", python, "PEERS");
    return new Peer(List.of(found.toString(), copy(owner, script, directory).toString()), Map.of());
  }

  private static Path copy(Class<?> owner, String script, Path directory) throws IOException {
    Path file = directory.resolve(script);
    try (InputStream in = owner.getResourceAsStream(script)) {
      if (in == null) {
        throw new IOException("no resource " + script + " beside " + owner);
      }
      Files.write(file, in.readAllBytes());
    }
    return file;
  }

  /** A program that {@code ./verify --peers} compiles. */
  public static Peer ofCompiled(String program) {
    String name = program.toUpperCase(Locale.ROOT);
    Path cache =
        Path.of(environment("XDG_CACHE_HOME").orElse(System.getProperty("user.home") + "/.cache"));
    Optional<Path> found =
        Stream.of(
                environment("PLIMSOLL_" + name).map(Path::of),
                environment("PLIMSOLL_PEERS").map(p -> Path.of(p).resolve(program)),
                Optional.of(cache.resolve("plimsoll/peers").resolve(program)),
                Optional.of(cache.resolve("plimsoll/peers/bin").resolve(program)),
                onPath(program))
            .flatMap(Optional::stream)
            .filter(Files::isExecutable)
            .findFirst();
    return new Peer(List.of(demand(program, found, "PEERS").toString()), Map.of());
  }

  private static Path demand(String what, Optional<Path> found, String kind) {
    if (found.isEmpty()) {
      String line = "*** SKIPPED: " + what + " is missing ***";
      if (environment("PLIMSOLL_REQUIRE_" + kind).equals(Optional.of("1"))) {
        return fail(line + " (PLIMSOLL_REQUIRE_" + kind + "=1 makes this a failure)");
      }
      System.err.println(line);
      Assumptions.abort(line);
    }
    return found.orElseThrow();
  }

  private static Optional<String> environment(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(v -> !v.isEmpty());
  }

  private static Optional<Path> onPath(String program) {
    return Arrays.stream(environment("PATH").orElse("").split(":"))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The checkout; Surefire sets the property. */
  private static Path home() {
    return Path.of(System.getProperty("plimsoll.home", ".."));
  }

  /** The same program with more in its environment. */
  public Peer with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(more);
    return new Peer(command, all);
  }

  /** Runs to the end, output and errors together; a program that hangs is a failure. */
  public Run run(String... arguments) throws IOException, InterruptedException {
    return runWithInput("", arguments);
  }

  /** As {@link #run}, for a program that asks something. */
  public Run runWithInput(String input, String... arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(arguments));
    Path output = Files.createTempFile("peer", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return fail("%s did not end within %d s", all, TIMEOUT_SECONDS);
      }
      return new Run(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
