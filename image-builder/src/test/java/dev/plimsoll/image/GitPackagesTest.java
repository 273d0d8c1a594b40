package dev.plimsoll.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tags as LinuxKit's package tool makes them, with git itself as the judge. */
class GitPackagesTest {
  @TempDir private Path directory;
  private Path work = Path.of("");

  @BeforeEach
  void makeRepository() throws Exception {
    Tools.require("git");
    work = directory.toRealPath();
    write("pkg/init/build.yml", "image: init\n");
    write("pkg/init/Dockerfile", "FROM scratch\n");
    write(
        "pkg/other/build.yml", "image: other\norg: ghcr.io/team\nextra-sources:\n  - ../init:/i\n");
    write("images/system.yml", "init: [\"@pkg:../pkg/init\"]\n");
    git("init", "-q", ".");
    git("add", ".");
    git("-c", "user.name=t", "-c", "user.email=t@example", "commit", "-q", "-m", "first");
  }

  private void write(String path, String text) throws IOException {
    Path file = work.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String git(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "git";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return Commands.run(work, command).out().strip();
  }

  private String resolve(String template) throws FormatException {
    SourcePosition at = new SourcePosition(work.resolve("images/system.yml").toString(), 1, 8);
    return new GitPackages(work).resolve(new Located<>(template, at));
  }

  @Test
  void isTheTreeOfTheFolder_whenNothingChanged() throws Exception {
    assertThat(resolve("@pkg:../pkg/init"))
        .isEqualTo("docker.io/linuxkit/init:" + git("rev-parse", "HEAD:pkg/init"));
  }

  @Test
  void hashesFurtherSources_intoTheTag() throws Exception {
    String both = git("rev-parse", "HEAD:pkg/other") + git("rev-parse", "HEAD:pkg/init");
    assertThat(resolve("@pkg:../pkg/other")).isEqualTo("ghcr.io/team/other:" + GitTree.sha1(both));
  }

  @Test
  void saysDirty_whenSomethingChanged() throws Exception {
    String clean = resolve("@pkg:../pkg/init");
    write("pkg/init/Dockerfile", "FROM other\n");
    assertThat(resolve("@pkg:../pkg/init")).matches(clean + "-dirty-[0-9a-f]{7}");
    write("pkg/init/new", "x");
    assertThat(resolve("@pkg:../pkg/init")).matches(clean + "-dirty-[0-9a-f]{7}");
  }

  @Test
  void refusesWithPlace_whatIsNoPackage() throws Exception {
    assertThatThrownBy(() -> resolve("@pkg:../nowhere"))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(work.resolve("images/system.yml") + ":1:8: \"@pkg:../nowhere\"");
    assertThatThrownBy(() -> resolve("@pkg:../pkg"))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("the package has no build.yml");
  }
}
