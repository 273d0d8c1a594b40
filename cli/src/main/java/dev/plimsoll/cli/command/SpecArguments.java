package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.BuildRequest.Spec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The specifications that a command works on, in merge order. */
final class SpecArguments {
  @Parameters(arity = "1..*", paramLabel = "YAML", description = "specifications, in merge order")
  private List<Path> files = List.of();

  @Option(names = "--name", paramLabel = "NAME", description = "(default: the first YAML's)")
  private Optional<String> name = Optional.empty();

  String name() {
    return name.orElseGet(() -> new SpecFile(files.getFirst()).stem());
  }

  /** Where relative paths in the specifications start. */
  Path folder() {
    return new SpecFile(files.getFirst()).folder();
  }

  List<Spec> read() throws IOException, CommandFailure {
    List<Spec> specs = new ArrayList<>();
    for (Path file : files) {
      specs.add(new Spec(file.toString(), Bytes.ofUtf8(new SpecFile(file).text())));
    }
    return specs;
  }
}
