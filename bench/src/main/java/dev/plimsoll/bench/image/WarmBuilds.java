package dev.plimsoll.bench.image;

import com.sun.management.OperatingSystemMXBean;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.ImageBuilder;
import dev.plimsoll.image.output.InitramfsCompression;
import dev.plimsoll.image.output.InitramfsOptions;
import dev.plimsoll.image.output.LostXattrs;
import dev.plimsoll.image.output.Outputs;
import dev.plimsoll.image.store.DirectoryContentStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Builds a job again and again in one JVM, with one store and one builder, as a service does:
 * {@code java … WarmBuilds JOB-DIR OUT REPEATS}. For each format the median of CPU seconds (user
 * and system, all threads, compiler and collector included) and of wall seconds. Segments are
 * forgotten between builds, so each is compressed; "one service changed" forgets nothing and builds
 * another version each time, whose layer is in the store. Every layer was verified by this process
 * before, as in a service.
 */
public final class WarmBuilds {
  private static final int CHANGED = 12;

  private final Path job;
  private final Path out;
  private final int repeats;
  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final DirectoryContentStore store;
  private final ImageBuilder builder;

  private WarmBuilds(Path job, Path out, int repeats) throws IOException {
    this.job = job;
    this.out = out;
    this.repeats = repeats;
    this.store = DirectoryContentStore.open(out.resolve("data/blobs"));
    this.builder = new ImageBuilder(store, out.resolve("data/work"));
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
          build("image.yml", "kernel+initrd", InitramfsCompression.ZSTD);
        });
    measure(
        "kernel+initrd gzip",
        Math.max(3, repeats / 4),
        round -> {
          forgetSegments();
          build("image.yml", "kernel+initrd", InitramfsCompression.GZIP);
        });
    build("image.yml", "kernel+initrd", InitramfsCompression.ZSTD);
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

  private void build(String yaml, String format) throws IOException {
    build(yaml, format, InitramfsCompression.ZSTD);
  }

  private void build(String yaml, String format, InitramfsCompression compression)
      throws IOException {
    InitramfsOptions initramfs = new InitramfsOptions(compression, LostXattrs.REFUSE);
    Path file = job.resolve(yaml);
    BuildRequest request =
        new BuildRequest(
            "bench",
            List.of(new BuildRequest.Spec(file.toString(), Bytes.ofUtf8(Files.readString(file)))),
            job,
            out.resolve("plimsoll.lock"),
            LockMode.ADD,
            Optional.empty());
    try {
      builder.write(request, Outputs.of(store, initramfs).select(List.of(format)), out);
    } catch (FormatException e) {
      throw new IOException(yaml + " is not right", e);
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
