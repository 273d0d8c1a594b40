package dev.plimsoll.bench.image;

import com.sun.management.OperatingSystemMXBean;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.image.output.VerityImage;
import dev.plimsoll.image.store.VerifiedInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code java … Rates DIR}: CPU seconds of a dm-verity tree over 93 MB, whose file, root hash and
 * offset it leaves as {@code DIR/verity.img} and {@code DIR/verity.txt} for veritysetup, and how
 * fast content is hashed on its way through {@link VerifiedInput} against the JDK alone.
 */
public final class Rates {
  private static final int ROUNDS = 15;
  private static final int SIZE = 93_000_000;

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private Rates() {}

  private interface Work {
    void run() throws IOException;
  }

  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    Path data = Files.write(folder.resolve("data"), PseudoData.noise("verity", SIZE));
    Digest digest;
    try (InputStream in = Files.newInputStream(data)) {
      digest = Digest.of(in);
    }
    verity(folder, data, digest);
    double bare = median(() -> bare(data));
    double pipe =
        median(
            () -> {
              try (InputStream in =
                  new VerifiedInput(Files.newInputStream(data), data.toString(), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
              }
            });
    print("sha256 of 93 MB, JDK alone", bare, SIZE / bare / 1e6);
    print("sha256 of 93 MB, through the pipe", pipe, SIZE / pipe / 1e6);
    System.out.println(
        String.format(
            Locale.ROOT, "%-42s %7.1f %%", "pipe, share of the bare rate", bare / pipe * 100));
  }

  private static void verity(Path folder, Path data, Digest digest) throws IOException {
    Path image = folder.resolve("verity.img");
    List<VerityImage> made = new ArrayList<>();
    List<Double> costs = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      Files.copy(data, image, StandardCopyOption.REPLACE_EXISTING);
      costs.add(cpu(() -> made.add(VerityImage.append(image, digest))));
    }
    VerityImage last = made.getLast();
    Files.writeString(
        folder.resolve("verity.txt"), last.rootHash() + " " + last.hashOffset() + "\n");
    double median = median(costs);
    print("dm-verity tree of 93 MB", median, SIZE / median / 1e6);
  }

  /** The same reads, so that only the way differs. */
  private static void bare(Path data) throws IOException {
    MessageDigest sha256 = Digest.newSha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(data)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha256.update(buffer, 0, n);
      }
    }
    sha256.digest();
  }

  private static double median(Work work) throws IOException {
    List<Double> costs = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      costs.add(cpu(work));
    }
    return median(costs);
  }

  private static double median(List<Double> costs) {
    List<Double> late = costs.subList(costs.size() / 3, costs.size());
    return late.stream().sorted().toList().get(late.size() / 2);
  }

  private static double cpu(Work work) throws IOException {
    long before = SYSTEM.getProcessCpuTime();
    work.run();
    return (SYSTEM.getProcessCpuTime() - before) / 1e9;
  }

  private static void print(String what, double cpu, double rate) {
    System.out.println(
        String.format(Locale.ROOT, "%-42s %7.3f CPU-s %7.0f MB a CPU-s", what, cpu, rate));
  }
}
