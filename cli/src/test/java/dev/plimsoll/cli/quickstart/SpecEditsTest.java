package dev.plimsoll.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.cli.outcome.CommandFailure;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SpecEditsTest {
  private static final String YAML =
      "kernel:\n  image: deb:linux\n  cmdline: \"console=ttyS0 quiet\"\n"
          + "files:\n  - path: sbin/init\n    contents: |\n      #!/bin/sh\n";

  @Test
  void withFile_addsOneFile() throws CommandFailure {
    assertThat(SpecEdits.withFile(YAML, "etc/run", "2026-01-01"))
        .isEqualTo(
            YAML.replace(
                "files:\n",
                "files:\n  - path: etc/run\n    contents: \"2026-01-01\"\n    mode: \"0444\"\n"));
  }

  @Test
  void withCommandLine_addsOneWord() throws CommandFailure {
    assertThat(SpecEdits.withCommandLine(YAML, "mitigations=off"))
        .isEqualTo(YAML.replace("ttyS0 quiet\"", "ttyS0 quiet mitigations=off\""));
  }

  @Test
  void place_thatIsMissingOrTwice_isAnError() {
    for (String yaml : List.of("kernel: {}\n", YAML + YAML)) {
      assertThatThrownBy(() -> SpecEdits.withFile(yaml, "a", "b"))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("not exactly one place");
      assertThatThrownBy(() -> SpecEdits.withCommandLine(yaml, "a"))
          .isInstanceOf(CommandFailure.class);
    }
  }
}
