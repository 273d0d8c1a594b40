package dev.plimsoll.bench.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.signer.key.KeyFiles.Kind;
import dev.plimsoll.signer.tuf.BinPolicy;
import dev.plimsoll.signer.tuf.BinPolicy.Tree;
import dev.plimsoll.signer.tuf.TufRepository;
import dev.plimsoll.signer.tuf.TufRepository.NewTarget;
import dev.plimsoll.signer.tuf.TufRepository.OfflineKeys;
import dev.plimsoll.signer.tuf.TufRepository.OnlineKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * {@code java … PublishBench DIR IMAGES ROUNDS [TREE=BITS…]}: a repository of IMAGES images of 13
 * targets (manifest, verdict, 11 layers) in DIR, ROUNDS publications of one more image, opening,
 * and the sizes of a cold boot. Prints medians.
 */
public final class PublishBench {
  private static final int LAYERS = 11;

  /** Images published at once while filling: few, or all bins had the same version. */
  private static final int BATCH = 20;

  private final Path directory;
  private final OfflineKeys offline;
  private final OnlineKeys online;
  private final Instant now = Instant.parse("2026-12-01T00:00:00Z");

  private PublishBench(Path directory) throws IOException, FormatException {
    this.directory = directory;
    SecureRandom random = new SecureRandom();
    Path keys = directory.resolve("keys");
    this.offline =
        new OfflineKeys(
            KeyFiles.loadOrCreate(keys, "root", Kind.ED25519, random),
            KeyFiles.loadOrCreate(keys, "targets", Kind.ED25519, random),
            Optional.of(KeyFiles.loadOrCreate(keys, "release", Kind.ECDSA_P256, random)));
    this.online =
        new OnlineKeys(
            KeyFiles.loadOrCreate(keys, "build", Kind.ED25519, random),
            KeyFiles.loadOrCreate(keys, "audit", Kind.ED25519, random),
            KeyFiles.loadOrCreate(keys, "layers", Kind.ED25519, random),
            KeyFiles.loadOrCreate(keys, "snapshot", Kind.ED25519, random),
            KeyFiles.loadOrCreate(keys, "timestamp", Kind.ED25519, random));
  }

  public static void main(String[] args) throws IOException, FormatException {
    int images = Integer.parseInt(args[1]);
    BinPolicy policy = BinPolicy.STANDARD.forImages(images);
    Map<String, Tree> trees = new java.util.HashMap<>(policy.trees());
    for (int i = 3; i < args.length; i++) {
      String[] tree = args[i].split("=", 2);
      trees.put(tree[0], new Tree(Integer.parseInt(tree[1]), Integer.MAX_VALUE));
    }
    new PublishBench(Path.of(args[0]))
        .run(images, Integer.parseInt(args[2]), new BinPolicy(trees, policy.otherwise()));
  }

  private void run(int images, int rounds, BinPolicy policy) throws IOException, FormatException {
    Path home = directory.resolve("repository");
    TufRepository.initialise(home, offline, online, policy, now);
    TufRepository repository = TufRepository.open(home, online.ring(), policy);
    long start = System.nanoTime();
    for (int image = 0; image < images; image += BATCH) {
      List<NewTarget> targets = new ArrayList<>();
      for (int i = image; i < Math.min(images, image + BATCH); i++) {
        targets.addAll(image(i));
      }
      repository.publish(targets, now);
    }
    print("bits of build, audit, layers", bits(policy), "");
    print("filled with targets", 13L * images, "");
    print("  in", (System.nanoTime() - start) / 1e9, "s");
    List<Double> times = new ArrayList<>();
    List<Double> processor = new ArrayList<>();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    for (int i = 0; i < rounds; i++) {
      List<NewTarget> targets = image(images + i);
      long begin = System.nanoTime();
      long used = threads.getCurrentThreadCpuTime();
      repository.publish(targets, now.plusSeconds(i));
      processor.add((threads.getCurrentThreadCpuTime() - used) / 1e6);
      times.add((System.nanoTime() - begin) / 1e6);
    }
    print("publish one image, wall, median of the last half", median(times), "ms");
    print("  processor time", median(processor), "ms");
    print("files written by it", filesOfLast(repository), "");
    print("writing and syncing as many files alone", fsyncs(filesOfLast(repository)), "ms");
    boot(repository, images + rounds - 1);
    repository = null;
    System.gc();
    long before = used();
    start = System.nanoTime();
    repository = TufRepository.open(home, online.ring(), policy);
    print("open and verify", (System.nanoTime() - start) / 1e9, "s");
    System.gc();
    print("memory it keeps", (used() - before) / 1e6, "MB");
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      paths.add(image(i % images).get(i % 13).path());
    }
    for (int warm = 0; warm < 5; warm++) {
      start = System.nanoTime();
      for (String path : paths) {
        if (repository.findTarget(path).isEmpty()) {
          throw new IllegalStateException(path + " is not there");
        }
      }
    }
    print("findTarget", (System.nanoTime() - start) / 1e3 / paths.size(), "µs");
  }

  private static String bits(BinPolicy policy) {
    return policy.tree("build").startBits()
        + " "
        + policy.tree("audit").startBits()
        + " "
        + policy.tree("layers").startBits();
  }

  private static List<NewTarget> image(int number) {
    Digest image = digest("image " + number);
    String nameAndVersion = "image-" + number % 50 + "/" + image.hex();
    List<NewTarget> targets = new ArrayList<>();
    targets.add(
        new NewTarget(
            "build",
            "img/" + nameAndVersion,
            2_000 + number % 700,
            image,
            custom(
                JsonObject.builder()
                    .put("bundle", digest("bundle " + number).toString())
                    .putStrings("hostRoles", List.of("default")))));
    targets.add(
        new NewTarget(
            "audit",
            "audit/" + nameAndVersion,
            9_000 + number % 700,
            digest("record " + number),
            custom(
                JsonObject.builder()
                    .put("image", image.toString())
                    .put("policy", digest("policy").toString())
                    .put("verdict", "allow"))));
    for (int i = 0; i < LAYERS; i++) {
      Digest layer = digest("layer " + number + " " + i);
      targets.add(
          new NewTarget(
              "layers",
              "layer/sha256/" + layer.hex(),
              1_000_000 + i,
              layer,
              custom(JsonObject.builder().put("bundle", digest("b" + layer.hex()).toString()))));
    }
    return targets;
  }

  private static JsonObject custom(JsonObject.Builder plimsoll) {
    return JsonObject.builder().put("plimsoll", plimsoll.build()).build();
  }

  private static Digest digest(String of) {
    return Bytes.ofUtf8(of).digest();
  }

  private static long filesOfLast(TufRepository repository) throws IOException, FormatException {
    long last = repository.changes().last();
    long count = 0;
    var page = repository.changes().page(Math.max(0, last - 40), 40);
    for (var change : page) {
      count += change.timestamp() == page.getLast().timestamp() ? 1 : 0;
    }
    return count + 2; // snapshot and timestamp
  }

  /** What the disk takes: the same number of files and one more, the changefeed, made durable. */
  private double fsyncs(long files) throws IOException {
    List<Double> times = new ArrayList<>();
    for (int round = 0; round < 15; round++) {
      long begin = System.nanoTime();
      for (int i = 0; i <= files; i++) {
        Path file = directory.resolve("sync-" + i);
        try (FileChannel out =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
          out.write(ByteBuffer.allocate(60_000));
          out.force(true);
        }
      }
      times.add((System.nanoTime() - begin) / 1e6);
    }
    return median(times);
  }

  private static void boot(TufRepository repository, int newest) throws IOException {
    List<NewTarget> image = image(newest);
    Map<String, Long> parts = new java.util.LinkedHashMap<>();
    for (String role : List.of("root", "timestamp", "snapshot", "targets", "host-default")) {
      parts.put(role, gzipped(repository.current(role).orElseThrow()));
    }
    for (NewTarget target : image.subList(0, 2)) {
      parts.put(target.role(), gzipped(repository.current(target.role()).orElseThrow()));
      String bin = repository.binOf(target.role(), target.path()).orElse(target.role());
      parts.put(bin, gzipped(repository.current(bin).orElseThrow()));
    }
    parts.forEach((role, size) -> print("  cold boot, gzipped: " + role, size, "bytes"));
    print(
        "cold boot, gzipped, all",
        parts.values().stream().mapToLong(Long::longValue).sum(),
        "bytes");
  }

  private static long gzipped(Bytes file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(file.toArray());
    }
    return out.size();
  }

  private static double median(List<Double> all) {
    List<Double> last = all.subList(all.size() / 2, all.size()).stream().sorted().toList();
    return last.get(last.size() / 2);
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void print(String what, Object value, String unit) {
    String text = value instanceof Double d ? String.format(Locale.ROOT, "%.1f", d) : "" + value;
    System.out.println(String.format(Locale.ROOT, "%-52s %10s %s", what, text, unit));
  }
}
