package dev.plimsoll.image.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.ImageBuilder;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.output.OciLayoutWriter;
import dev.plimsoll.image.output.Output;
import dev.plimsoll.image.output.TarOutput;
import dev.plimsoll.image.sbom.SbomOutput;
import dev.plimsoll.image.source.ImageConfig;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.testing.Builds;
import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.Tools;
import dev.plimsoll.image.testing.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two init images that were made with apk, each with its list of packages. */
class ApkDatabaseTest {
  private static final String MUSL = "P:musl\nV:1.2.5-r1\nA:x86_64\nL:MIT\n";
  private static final String BUSYBOX = "P:busybox\nV:1.36.1-r29\nA:x86_64\nL:GPL-2.0-only\n";
  private static final String RUNC = "P:runc\nV:1.1.12-r4\nA:x86_64\nL:Apache-2.0\n";

  @TempDir Path directory;
  private DirectoryContentStore store;
  private Builds builds;

  @BeforeEach
  void setUp() throws Exception {
    store = DirectoryContentStore.open(directory.resolve("blobs"));
    builds = new Builds(directory, store);
  }

  private void image(String name, String database) throws Exception {
    TreeBuilder tree = new TreeBuilder();
    tree.add("lib/apk/db/installed", Trees.text(database), "t");
    tree.add("etc/" + name, Trees.text(name), "t");
    OciLayoutWriter.in(directory.resolve(name)).writeImage(tree.build(), ImageConfig.NONE, "v1");
  }

  /** Writes {@code test.tar} and the three SBOMs; returns the database in the root. */
  private String build() throws Exception {
    List<Output> outputs = new ArrayList<>(List.of(new TarOutput()));
    outputs.addAll(SbomOutput.all());
    String spec = Builds.SPEC.replace("init:\n", "init:\n  - oci:base:v1\n  - oci:runtime:v1\n");
    new ImageBuilder(store, directory.resolve("work"))
        .write(builds.request(spec, LockMode.ADD), outputs, directory.resolve("out"));
    return Commands.run(
            directory,
            "tar",
            "--warning=no-unknown-keyword",
            "-xOf",
            "out/test.tar",
            "lib/apk/db/installed")
        .out();
  }

  @Test
  void isJoined_andTheSbomNamesThePackagesOfBoth() throws Exception {
    Tools.require("tar");
    image("base", MUSL + "\n" + BUSYBOX + "\n");
    image("runtime", RUNC + "\n");
    assertThat(build()).isEqualTo(MUSL + "\n" + BUSYBOX + "\n" + RUNC + "\n");
    assertNamed("test.spdx.json", "packages", "versionInfo");
    assertNamed("test.cdx.json", "components", "version");
    assertNamed("test.spdx3.json", "@graph", "software_packageVersion");
  }

  @Test
  void keepsRecordsApart_whenAListEndsWithoutABlankLine() throws Exception {
    Tools.require("tar");
    image("base", MUSL + "\n" + BUSYBOX.stripTrailing());
    image("runtime", RUNC);
    assertThat(build()).isEqualTo(MUSL + "\n" + BUSYBOX + "\n" + RUNC + "\n");
    assertNamed("test.spdx.json", "packages", "versionInfo");
  }

  private void assertNamed(String file, String list, String version) throws Exception {
    Bytes text = Bytes.copyOf(Files.readAllBytes(directory.resolve("out").resolve(file)));
    List<String> names = new ArrayList<>();
    for (JsonValue item :
        JsonReader.within(JsonLimits.DOCUMENT).parse(file, text).asObject(file).array(list)) {
      JsonObject each = item.asObject("item");
      names.add(each.findString("name").orElse("") + " " + each.findString(version).orElse(""));
    }
    assertThat(names)
        .as(file)
        .containsOnlyOnce("musl 1.2.5-r1", "busybox 1.36.1-r29", "runc 1.1.12-r4");
  }
}
