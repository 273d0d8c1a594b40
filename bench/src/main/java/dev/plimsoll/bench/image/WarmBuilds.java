package dev.plimsoll.bench.image;

import com.sun.management.OperatingSystemMXBean;
import dev.plimsoll.cli.Main;
import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Builds a job again and again in one JVM, as a service does: {@code java … WarmBuilds JOB-DIR OUT
 * REPEATS}. For each format the median of CPU seconds (user and system, all threads, compiler and
 * collector included) and of wall seconds. Segments are forgotten between builds, so each is
 * compressed; "one service changed" forgets nothing and builds another version each time, whose
 * layer is in the store.
 */
public final class WarmBuilds {
  private static final int CHANGED = 12;

  private final Path job;
  private final Path out;
  private final int repeats;
  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private WarmBuilds(Path job, Path out, int repeats) {
    this.job = job;
    this.out = out;
    this.repeats = repeats;
  }

  public static void main(String[] args) throws IOException {
    new WarmBuilds(
            Path.of(args[0]).toAbsolutePath(),
            Path.of(args[1]).toAbsolutePath(),
            Integer.parseInt(args[2]))
        .run();
    System.exit(0);
  }

  private record Cost(double cpu, double wall) {}

  private interface Build {
    void run(int round) throws IOException;
  }

  private void run() throws IOException {
    for (int i = 1; i <= CHANGED; i++) {
      build("changed-" + i + ".yml", "tar");
    }
    measure("tar", repeats, round -> build("image.yml", "tar"));
    measure(
        "kernel+initrd zstd",
        repeats,
        round -> {
          forgetSegments();
          build("image.yml", "kernel+initrd", "--compress", "zstd");
        });
    measure(
        "kernel+initrd gzip",
        Math.max(3, repeats / 4),
        round -> {
          forgetSegments();
          build("image.yml", "kernel+initrd", "--compress", "gzip");
        });
    build("image.yml", "kernel+initrd", "--compress", "zstd");
    measure(
        "kernel+initrd zstd, all segments known",
        repeats,
        round -> build("image.yml", "kernel+initrd"));
    measure(
        "kernel+initrd zstd, one service changed",
        CHANGED,
        round -> build("changed-" + (round + 1) + ".yml", "kernel+initrd"));
  }

  private void measure(String what, int rounds, Build build) throws IOException {
    List<Cost> costs = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      long cpu = system.getProcessCpuTime();
      long wall = System.nanoTime();
      build.run(round);
      costs.add(
          new Cost((system.getProcessCpuTime() - cpu) / 1e9, (System.nanoTime() - wall) / 1e9));
    }
    List<Cost> late = costs.subList(rounds / 3, rounds); // the first ones warm the JVM up
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-42s %7.3f CPU-s %7.3f s   (first %.3f CPU-s, least %.3f)",
            what,
            median(late.stream().map(Cost::cpu).toList()),
            median(late.stream().map(Cost::wall).toList()),
            costs.getFirst().cpu(),
            costs.stream().mapToDouble(Cost::cpu).min().orElse(0)));
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private void build(String yaml, String format, String... more) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of("build", "--name", "bench", "--format", format, "--dir", out.toString()));
    line.addAll(List.of("--data", out.resolve("data").toString()));
    line.addAll(List.of(more));
    line.add(job.resolve(yaml).toString());
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    ExitCode code =
        Main.run(
            line.toArray(String[]::new),
            new Context(
                Terminal.of(stream, stream, Map.of()), InstantSource.system(), Optional.empty()));
    if (code != ExitCode.DONE) {
      throw new IOException(
          line + " ended with " + code + ": " + said.toString(StandardCharsets.UTF_8));
    }
  }

  /** What the store noted of compressed segments. */
  private void forgetSegments() throws IOException {
    Path notes = out.resolve("data/blobs/derived");
    if (!Files.isDirectory(notes)) {
      return;
    }
    try (Stream<Path> found = Files.walk(notes)) {
      for (Path note : found.sorted(Comparator.reverseOrder()).toList()) {
        String name = notes.relativize(note).toString();
        if (name.contains("segment") && Files.isRegularFile(note)) {
          Files.delete(note);
        }
      }
    }
  }
}
