package dev.plimsoll.bench.image;

import dev.plimsoll.bench.image.LayoutMaker.Packing;
import dev.plimsoll.bench.image.LayoutMaker.Shape;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.output.TarWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes a job's images and specifications in a folder: {@code java … ImageJob JOB DIR}.
 *
 * <dl>
 *   <dt>reference
 *   <dd>three images with flat manifests: kernel with 1,121 modules, init, one service; about 45 MB
 *       compressed, root 107 MB, kernel 14 MB
 *   <dt>second
 *   <dd>six images behind indexes: kernel, init, four services with 10 MiB of noise each; root 54
 *       MB
 *   <dt>large
 *   <dd>one service of 4 GB of noise, for the heap
 * </dl>
 *
 * <p>{@code image.yml} names the images; {@code changed-N.yml}, N from 1 to 12, has another version
 * of the last service, for rebuilds.
 */
public final class ImageJob {
  private static final int MB = 1_000_000;
  private static final int MODULES = 1121;
  private static final int VARIANTS = 12;
  private static final String RELEASE = "6.1.0-bench";

  private final Path folder;
  private final LayoutMaker layouts;

  private ImageJob(Path folder, Shape shape, Packing packing) {
    this.folder = folder;
    this.layouts = new LayoutMaker(folder, shape, packing);
  }

  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[1]));
    switch (args[0]) {
      case "reference" -> new ImageJob(folder, Shape.FLAT, Packing.GZIP).reference();
      case "second" -> new ImageJob(folder, Shape.INDEX, Packing.GZIP).second();
      case "large" -> new ImageJob(folder, Shape.FLAT, Packing.NONE).large();
      default -> throw new IllegalArgumentException("no job " + args[0]);
    }
  }

  private void reference() throws IOException {
    kernel(88 * MB);
    init(16 * MB);
    for (int i = 0; i <= VARIANTS; i++) {
      service("web-" + i, PseudoData.program("web " + i, 3 * MB));
    }
    finish(List.of(), "web");
  }

  private void second() throws IOException {
    kernel(0);
    init(10 * MB);
    for (String name : List.of("a", "b", "c")) {
      service(name, PseudoData.noise(name, 10 << 20));
    }
    for (int i = 0; i <= VARIANTS; i++) {
      service("d-" + i, PseudoData.noise("d " + i, 10 << 20));
    }
    finish(List.of("a", "b", "c"), "d");
  }

  private void large() throws IOException {
    kernel(0);
    init(2 * MB);
    Path noise = Files.write(folder.resolve("noise"), PseudoData.noise("large", 100 * MB));
    TreeBuilder tree = new TreeBuilder();
    for (int i = 0; i < 40; i++) {
      tree.add(
          "data/" + i,
          new RegularFile(Attributes.generated(0644), new Content.Stretch(noise, 0, 100L * MB)),
          "bench");
    }
    layouts.write("data", tree.build(), List.of("/data/0"));
    Files.delete(noise);
    for (int i = 0; i <= VARIANTS; i++) {
      service("small-" + i, PseudoData.program("small " + i, 300_000));
    }
    finish(List.of("data"), "small");
  }

  private static RegularFile file(int mode, byte[] content) {
    return new RegularFile(Attributes.generated(mode), new Content.Inline(Bytes.copyOf(content)));
  }

  private void kernel(int modules) throws IOException {
    TreeBuilder tree = new TreeBuilder();
    tree.add("kernel", file(0644, PseudoData.kernel(RELEASE, 14 * MB)), "bench");
    TreeBuilder archive = new TreeBuilder();
    String base = "lib/modules/" + RELEASE + "/";
    StringBuilder listed = new StringBuilder();
    for (int i = 0; modules > 0 && i < MODULES; i++) {
      String path = "kernel/d" + i % 40 + "/m" + i + ".ko";
      archive.add(base + path, file(0644, PseudoData.program(path, modules / MODULES)), "bench");
      listed.append(path).append(":\n");
    }
    byte[] dependencies = Bytes.ofUtf8(listed.toString()).toArray();
    archive.add(base + "modules.dep", file(0644, dependencies), "bench");
    archive.add(base + "modules.order", file(0644, new byte[0]), "bench");
    Path tar = folder.resolve("kernel.tar");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(tar), 1 << 16)) {
      TarWriter.write(archive.build(), out);
    }
    tree.add(
        "kernel.tar",
        new RegularFile(Attributes.generated(0644), new Content.Stretch(tar, 0, Files.size(tar))),
        "bench");
    layouts.write("kernel", tree.build(), List.of());
    Files.delete(tar);
  }

  /** Forty programs, two thirds of the bytes in one, as runc and containerd are among BusyBox's. */
  private void init(int size) throws IOException {
    TreeBuilder tree = new TreeBuilder();
    tree.add("init", file(0755, Bytes.ofUtf8("#!/bin/sh\n").toArray()), "bench");
    tree.add("usr/bin/runc", file(0755, PseudoData.program("runc", size * 2 / 3)), "bench");
    for (int i = 0; i < 40; i++) {
      tree.add("bin/p" + i, file(0755, PseudoData.program("p" + i, size / 120)), "bench");
    }
    layouts.write("init", tree.build(), List.of("/init"));
  }

  private void service(String name, byte[] program) throws IOException {
    TreeBuilder tree = new TreeBuilder();
    tree.add("usr/bin/" + name, file(0755, program), "bench");
    for (int i = 0; i < 60; i++) {
      String path = "etc/" + name + "/f" + i;
      tree.add(path, file(0644, PseudoData.program(path, 1500)), "bench");
    }
    layouts.write(name, tree.build(), List.of("/usr/bin/" + name));
  }

  private void finish(List<String> services, String changing) throws IOException {
    for (int i = 0; i <= VARIANTS; i++) {
      String yaml = i == 0 ? "image.yml" : "changed-" + i + ".yml";
      Files.writeString(folder.resolve(yaml), specification(services, changing, i));
    }
  }

  private static String specification(List<String> services, String changing, int version) {
    StringBuilder yaml =
        new StringBuilder("kernel:\n  image: oci:kernel\n  cmdline: \"console=ttyS0\"\n");
    yaml.append("init:\n  - oci:init\nservices:\n");
    services.forEach(name -> append(yaml, name, name));
    append(yaml, changing, changing + "-" + version);
    return yaml.toString();
  }

  private static void append(StringBuilder yaml, String name, String layout) {
    yaml.append("  - name: ").append(name).append("\n    image: oci:").append(layout).append('\n');
  }
}
