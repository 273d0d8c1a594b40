package dev.plimsoll.pipeline.testing;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.BuiltImage;
import dev.plimsoll.image.MediaTypes;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.lint.HardeningFacts;
import dev.plimsoll.image.lint.TreeScan;
import dev.plimsoll.image.store.ContentStore;
import dev.plimsoll.pipeline.step.ImageSource;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds tiny images without any program of the machine: the spec's text is the command line, after
 * a first line {@code # wrong} it is a wrong spec, and every part's content comes from the request.
 * The same request gives the same image.
 */
public final class FakeImageSource implements ImageSource {
  /** A kernel configuration that the shipped baseline allows. */
  public static final String GOOD_CONFIG =
      """
      #
      # Linux/x86 6.12.30 Kernel Configuration
      #
      CONFIG_X86_64=y
      CONFIG_MODULES=y
      CONFIG_DEVMEM=y
      CONFIG_STRICT_KERNEL_RWX=y
      CONFIG_STRICT_MODULE_RWX=y
      CONFIG_STACKPROTECTOR_STRONG=y
      CONFIG_RANDOMIZE_BASE=y
      CONFIG_RANDOMIZE_MEMORY=y
      CONFIG_HARDENED_USERCOPY=y
      CONFIG_VMAP_STACK=y
      CONFIG_FORTIFY_SOURCE=y
      CONFIG_SECCOMP_FILTER=y
      CONFIG_MITIGATION_PAGE_TABLE_ISOLATION=y
      CONFIG_MITIGATION_RETPOLINE=y
      CONFIG_CPU_MITIGATIONS=y
      CONFIG_STRICT_DEVMEM=y
      CONFIG_SYN_COOKIES=y
      CONFIG_SLAB_FREELIST_HARDENED=y
      CONFIG_BUG=y
      """;

  private final ContentStore store;

  public FakeImageSource(ContentStore store) {
    this.store = store;
  }

  @Override
  public BuiltImage build(BuildRequest request) throws FormatException, IOException {
    String spec = request.specs().getFirst().text().utf8();
    String file = request.specs().getFirst().file();
    if (spec.startsWith("# wrong")) {
      throw new FormatException(file + ":1:1", "this specification is wrong");
    }
    String commandLine = spec.strip();
    if (!Files.exists(request.lockFile())) {
      Files.writeString(request.lockFile(), "fake: 1\n");
    }
    String seed = request.name() + commandLine + role(request);
    String rootHash = Bytes.ofUtf8("root hash of " + seed).digest().hex();
    Descriptor kernel = part(MediaTypes.KERNEL, "kernel", "kernel " + seed, Map.of());
    Descriptor config = part(MediaTypes.KERNEL_CONFIG, "config", GOOD_CONFIG, Map.of());
    Descriptor initramfs = part(MediaTypes.INITRAMFS, "stage-1", "initramfs " + seed, Map.of());
    Descriptor root =
        part(
            MediaTypes.ROOT,
            "root",
            "root " + seed,
            Map.of(MediaTypes.ROOT_HASH, rootHash, MediaTypes.HASH_OFFSET, "4096"));
    Descriptor component =
        part(MediaTypes.COMPONENT_TAR_ZSTD, "services[0] uname", "component " + seed, Map.of());
    Manifest manifest =
        new Manifest(
            Optional.of(MediaTypes.IMAGE_ARTIFACT),
            store.put(MediaTypes.IMAGE_CONFIG, Bytes.ofUtf8("{\"name\":\"fake\"}")),
            new ArrayList<>(List.of(kernel, config, initramfs, root, component)),
            Optional.empty(),
            Map.of());
    return new BuiltImage(
        request.name(),
        manifest.encode(),
        manifest,
        kernel,
        List.of(initramfs),
        root,
        rootHash,
        4096,
        commandLine,
        new SourcePosition(file, 1, 1),
        Optional.of(config),
        "fake!config",
        "6.12.30-fake",
        Optional.of(facts(request)));
  }

  /** A root with one setuid program. */
  private Digest facts(BuildRequest request) throws IOException {
    TreeBuilder root = new TreeBuilder();
    root.add(
        "bin/su",
        new RegularFile(
            Attributes.generated(04755), new Content.Inline(Bytes.ofUtf8("#!/bin/sh\n"))),
        "fake");
    Bytes text = TreeScan.scan(request.name(), "amd64", root.build()).encode();
    return store.put(HardeningFacts.MEDIA_TYPE, text).digest();
  }

  private static String role(BuildRequest request) {
    return request.agent().map(BuildRequest.BootAgent::role).orElse("");
  }

  private Descriptor part(
      String mediaType, String title, String content, Map<String, String> annotations)
      throws IOException {
    Descriptor stored = store.put(mediaType, Bytes.ofUtf8(content));
    Map<String, String> all = new java.util.HashMap<>(annotations);
    all.put(MediaTypes.TITLE, title);
    return new Descriptor(mediaType, stored.digest(), stored.size(), all);
  }
}
