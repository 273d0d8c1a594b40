package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.BuildRequest.Spec;
import dev.plimsoll.image.GitPackages;
import dev.plimsoll.image.ImageBuilder;
import dev.plimsoll.image.LocalAccess;
import dev.plimsoll.image.spec.ImageSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The specifications that a command works on, in merge order; {@code -} is standard input. */
final class SpecArguments {
  private static final String STANDARD_INPUT = "-";
  private static final int MAX_SIZE = 4 << 20;

  @Parameters(
      arity = "1..*",
      paramLabel = "YAML",
      description = "specifications, in merge order; - is standard input")
  private List<String> files = List.of();

  @Option(names = "--name", paramLabel = "NAME", description = "(default: the first YAML's)")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--dry-run",
      description =
          "check the specifications, print their sum as one YAML, fetch and write nothing")
  private boolean dryRun;

  private Optional<List<Spec>> read = Optional.empty();

  String name() {
    return name.orElseGet(() -> first().map(SpecFile::stem).orElse("image"));
  }

  /** Where relative paths in the specifications start. */
  Path folder() {
    return first().map(SpecFile::folder).orElseGet(() -> Path.of("").toAbsolutePath());
  }

  private Optional<SpecFile> first() {
    String file = files.getFirst();
    return file.equals(STANDARD_INPUT)
        ? Optional.empty()
        : Optional.of(new SpecFile(Path.of(file)));
  }

  /** Whether only {@link #merged} is wanted. */
  boolean dryRun() {
    return dryRun;
  }

  /** What the user's own specifications may reach: the user's files. */
  LocalAccess access() {
    return new LocalAccess(
        Optional.ofNullable(System.getProperty("user.home")).map(Path::of),
        new GitPackages(folder()));
  }

  /** The sum of all specifications, checked. */
  ImageSpec merged() throws IOException, CommandFailure, FormatException {
    return ImageBuilder.parse(read(), access().packages());
  }

  /** The texts; standard input can be read once. */
  List<Spec> read() throws IOException, CommandFailure {
    if (read.isEmpty()) {
      List<Spec> specs = new ArrayList<>();
      for (String file : files) {
        specs.add(file.equals(STANDARD_INPUT) ? standardInput(specs) : read(file));
      }
      read = Optional.of(List.copyOf(specs));
    }
    return read.get();
  }

  private static Spec read(String file) throws IOException, CommandFailure {
    if (file.startsWith("http://") || file.startsWith("https://")) {
      throw CommandFailure.wrong(
          FormatException.quote(file)
              + ": specifications are read from files; nobody vouches for a URL");
    }
    return new Spec(file, Bytes.ofUtf8(new SpecFile(Path.of(file)).text()));
  }

  private static Spec standardInput(List<Spec> before) throws IOException, CommandFailure {
    if (before.stream().anyMatch(s -> s.file().equals(STANDARD_INPUT))) {
      throw CommandFailure.wrong("\"-\" stands twice; standard input can be read once");
    }
    InputStream in = System.in;
    byte[] text = in.readNBytes(MAX_SIZE + 1);
    if (text.length > MAX_SIZE) {
      throw CommandFailure.wrong("standard input is over " + MAX_SIZE + " bytes");
    }
    return new Spec(STANDARD_INPUT, Bytes.copyOf(text));
  }
}
