package dev.plimsoll.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.FormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyLibraryTest {
  private static final String MINIMAL =
      """
      apiVersion: plimsoll/v1
      kind: Policy
      metadata: {name: own, version: 1.0.0}
      target: kernel
      mode: enforce
      rules:
        - {id: a, title: A, severity: low, check: {subject: kconfig, name: CONFIG_A, want: y}}
      """;

  @TempDir Path folder;

  @Test
  void load_takesAFileOrItsFolder() throws Exception {
    Path file = Files.writeString(folder.resolve("policy.yaml"), MINIMAL);

    Policy byFile = PolicyLibrary.shipped().load(file.toString());
    Policy byFolder = PolicyLibrary.shipped().load(folder.toString());

    assertThat(byFile.ref().name()).isEqualTo("own");
    assertThat(byFolder.ref()).isEqualTo(byFile.ref());
  }

  @Test
  void load_namesWhatThereIs_whenUnknown() {
    assertThatThrownBy(() -> PolicyLibrary.shipped().load("basline"))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("no policy \"basline\": neither a pack (");
  }

  @Test
  void load_refusesAFolderWithoutPolicy() {
    assertThatThrownBy(() -> PolicyLibrary.shipped().load(folder.toString()))
        .isInstanceOf(FormatException.class);
  }

  @Test
  void load_refusesPathWithNul() {
    assertThatThrownBy(() -> PolicyLibrary.shipped().load("a\0b"))
        .isInstanceOf(FormatException.class);
  }

  @Test
  void checkedBy_asksTheEngineAtLoadTime() throws Exception {
    Path file = Files.writeString(folder.resolve("policy.yaml"), MINIMAL);
    CheckEngine refusing =
        new CheckEngine() {
          @Override
          public Target target() {
            return Target.KERNEL;
          }

          @Override
          public void verify(Policy policy) throws FormatException {
            throw new FormatException("p:1:1", "refused " + policy.ref().name());
          }
        };

    assertThatThrownBy(() -> PolicyLibrary.shipped().checkedBy(refusing).load(file.toString()))
        .isInstanceOf(FormatException.class)
        .hasMessage("p:1:1: refused own");
  }
}
