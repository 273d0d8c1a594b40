package dev.plimsoll.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.progress.BatchProgress.Mode;
import dev.plimsoll.cli.terminal.Paint;
import dev.plimsoll.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private Instant now = Instant.EPOCH;
  private final InstantSource time = () -> now;

  private String said() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private void judgeFour(BatchProgress progress) {
    for (int i = 0; i < 4; i++) {
      progress.next(i, "config-" + i);
      now = now.plusMillis(500);
    }
    progress.close();
  }

  @Test
  void drawsABar_onATerminal_andTakesItAway() {
    judgeFour(new BatchProgress(Mode.auto, 4, Terminal.ofScreen(err, err, 80, Paint.PLAIN), time));
    assertThat(said())
        .contains("[                    ] 0/4 config-0")
        .contains("[==========          ] 2/4 2/s 1 s left config-2")
        .doesNotContain("\n")
        .endsWith("\r\u001b[K");
  }

  @Test
  void drawsAtMostTenTimesASecond() {
    BatchProgress progress =
        new BatchProgress(Mode.auto, 9, Terminal.ofScreen(err, err, 80, Paint.PLAIN), time);
    for (int i = 0; i < 9; i++) {
      progress.next(i, "config-" + i);
      now = now.plusMillis(30);
    }
    assertThat(said().split("\\[[= ]*\\]", -1)).hasSize(1 + 3);
  }

  @Test
  void fitsTheScreen() {
    BatchProgress progress =
        new BatchProgress(Mode.auto, 2, Terminal.ofScreen(err, err, 40, Paint.PLAIN), time);
    progress.next(0, "a/very/long/way/to/a/configuration/of/a/kernel");
    assertThat(said().replace("\r\u001b[K", "")).hasSizeLessThan(40);
  }

  @Test
  void saysNothing_whereStderrIsNoTerminal_orForOneFile() {
    judgeFour(new BatchProgress(Mode.auto, 4, Terminal.of(err, err, Map.of()), time));
    new BatchProgress(Mode.auto, 1, Terminal.ofScreen(err, err, 80, Paint.PLAIN), time)
        .next(0, "config");
    assertThat(said()).isEmpty();
  }

  @Test
  void plain_isALineForEachFile() {
    judgeFour(new BatchProgress(Mode.plain, 4, Terminal.of(err, err, Map.of()), time));
    assertThat(said().lines()).hasSize(4).contains("[3/4] config-2");
  }
}
