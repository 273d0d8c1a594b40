package dev.plimsoll.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.progress.TaskState.Outcome;
import dev.plimsoll.cli.terminal.Paint;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.image.progress.Progress.Kind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class RendererTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(written, true, StandardCharsets.UTF_8);

  private static TaskState task(long id, String what, OptionalLong total) {
    return new TaskState(id, Kind.FETCH, what, total, START);
  }

  private static Instant after(double seconds) {
    return START.plusMillis((long) (seconds * 1000));
  }

  private static void moved(TaskState task, long bytes, double seconds) {
    task.add(bytes);
    task.sample(after(seconds));
  }

  private List<String> lines() {
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private BarRenderer bars(int columns) {
    return new BarRenderer(Terminal.ofScreen(err, err, columns, Paint.PLAIN));
  }

  /** What a terminal shows after all that was written: the sequences that the bars use. */
  private List<String> screen() {
    List<String> rows = new ArrayList<>(List.of(""));
    String text = written.toString(StandardCharsets.UTF_8);
    int row = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        row++;
        rows.add("");
      } else if (c == '\u001b') {
        int end = i + 2;
        while (Character.isDigit(text.charAt(end))) {
          end++;
        }
        switch (text.charAt(end)) {
          case 'A' -> row -= Integer.parseInt(text.substring(i + 2, end));
          case 'J' -> {
            rows = new ArrayList<>(rows.subList(0, row));
            rows.add("");
          }
          default -> throw new AssertionError("unknown sequence at " + text.substring(i));
        }
        i = end;
      } else if (c != '\r') {
        rows.set(row, rows.get(row) + c);
      }
    }
    return rows;
  }

  @Test
  void plain_hasOneLineForATask_withSizeAndSeconds() {
    PlainRenderer plain = new PlainRenderer(err);
    TaskState task = task(1, "oci:web", OptionalLong.of(4_000_000));
    plain.begun(task, START);
    moved(task, 4_000_000, 0.5);
    plain.tick(List.of(task), after(0.5));
    plain.ended(task, Outcome.DONE, after(0.8));
    plain.close(after(1));
    assertThat(lines()).containsExactly("fetch oci:web: 4.0 MB, 0.8 s");
  }

  @Test
  void plain_saysThatATaskWasStopped() {
    PlainRenderer plain = new PlainRenderer(err);
    TaskState task = task(1, "oci:web", OptionalLong.empty());
    plain.begun(task, START);
    plain.ended(task, Outcome.FAILED, after(1));
    assertThat(lines()).containsExactly("fetch oci:web: stopped after 1.0 s");
  }

  @Test
  void plain_beatsOnceInTenSeconds_forLongTasks() {
    PlainRenderer plain = new PlainRenderer(err);
    TaskState task = task(1, "oci:web", OptionalLong.of(100_000_000));
    plain.begun(task, START);
    for (int second = 1; second <= 25; second++) {
      moved(task, 1_000_000, second);
      plain.tick(List.of(task), after(second));
    }
    assertThat(lines())
        .containsExactly(
            "fetch oci:web: 10.0 MB of 100.0 MB, 1.0 MB/s, 1:30 left",
            "fetch oci:web: 20.0 MB of 100.0 MB, 1.0 MB/s, 1:20 left");
  }

  @Test
  void json_givesTheDocumentedObjects() throws Exception {
    JsonRenderer json = new JsonRenderer(err);
    TaskState task = task(1, "oci:web", OptionalLong.of(10));
    TaskState other = new TaskState(2, Kind.TOOL, "mksquashfs", OptionalLong.empty(), START);
    json.begun(task, START);
    task.add(4);
    json.tick(List.of(task), after(0.1));
    json.tick(List.of(task), after(0.2)); // nothing moved
    task.add(6);
    json.ended(task, Outcome.DONE, after(0.3));
    json.begun(other, after(0.4));
    json.ended(other, Outcome.FAILED, after(0.5));
    List<JsonObject> events = new ArrayList<>();
    for (String line : lines()) {
      events.add(
          JsonReader.within(JsonLimits.REQUEST)
              .parse("stderr", Bytes.ofUtf8(line))
              .asObject("event"));
    }
    assertThat(lines().getFirst())
        .isEqualTo(
            "{\"time\":\"2026-01-02T03:04:05Z\",\"event\":\"begin\",\"task\":1,\"kind\":\"fetch\","
                + "\"what\":\"oci:web\",\"total\":10,\"done\":0}");
    assertThat(events.stream().map(e -> text(e, "event")))
        .containsExactly("begin", "advance", "end", "begin", "end");
    assertThat(lines().get(2)).endsWith("\"done\":10,\"outcome\":\"done\"}");
    assertThat(lines().get(4)).doesNotContain("total").endsWith("\"outcome\":\"failed\"}");
  }

  private static String text(JsonObject event, String name) {
    try {
      return event.string(name);
    } catch (dev.plimsoll.formats.FormatException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void bars_areDrawnOverThemselves_andTheTotalStays() {
    BarRenderer bars = bars(100);
    TaskState web = task(1, "oci:web", OptionalLong.of(4_000_000));
    TaskState init = task(2, "oci:init", OptionalLong.empty());
    bars.begun(web, START);
    bars.begun(init, START);
    moved(web, 2_000_000, 1);
    moved(init, 500, 1);
    bars.tick(List.of(web, init), after(1));
    assertThat(screen()).hasSize(4);
    assertThat(screen().get(0))
        .startsWith("fetch   oci:web ")
        .contains("[=========>          ]", "2.0 MB / 4.0 MB", "2.0 MB/s", " 1 s");
    assertThat(screen().get(1)).contains("oci:init", "500 B").doesNotContain("[", " / ");
    assertThat(screen().get(2)).isEqualTo("total   0 done, 2 running, 2.0 MB, 1.0 s");
    bars.ended(init, Outcome.DONE, after(2));
    bars.tick(List.of(web), after(2));
    assertThat(screen()).hasSize(3);
    bars.ended(web, Outcome.DONE, after(3));
    bars.close(after(3));
    assertThat(screen()).containsExactly("total   2 done, 2.0 MB, 3.0 s", "");
  }

  @Test
  void failedTask_leavesALineAboveTheBars() {
    BarRenderer bars = bars(80);
    TaskState task = task(1, "oci:web", OptionalLong.empty());
    bars.begun(task, START);
    bars.tick(List.of(task), after(1));
    bars.ended(task, Outcome.FAILED, after(2));
    bars.close(after(2));
    assertThat(screen())
        .containsExactly("fetch oci:web: stopped", "total   1 done, 0 B, 2.0 s", "");
  }

  @Test
  void bars_fitEveryWidth_whateverTheName() {
    String name = "registry.example/" + "服务".repeat(60) + ":1";
    for (int columns = 2; columns < 140; columns++) {
      written.reset();
      BarRenderer bars = bars(columns);
      TaskState task = task(1, name, OptionalLong.of(5_000_000_000L));
      bars.begun(task, START);
      moved(task, 1_234_567_890L, 3);
      bars.tick(List.of(task), after(3));
      for (String row : screen()) {
        int width = row.codePoints().map(c -> c >= 0x1100 && c != '…' ? 2 : 1).sum();
        assertThat(width).as(row).isLessThan(columns);
      }
    }
  }

  @Test
  void manyTasks_areCountedAndNotAllDrawn() {
    BarRenderer bars = bars(80);
    List<TaskState> tasks = new ArrayList<>();
    for (int i = 1; i <= 30; i++) {
      tasks.add(task(i, "oci:c" + i, OptionalLong.empty()));
    }
    bars.tick(tasks, after(1));
    assertThat(screen()).hasSize(BarRenderer.MAX_LINES + 3).contains("… and 22 more");
  }

  @Test
  void escapeSequencesInANameAreShownAsQuestionMarks() {
    PlainRenderer plain = new PlainRenderer(err);
    TaskState task = task(1, "oci:\u001b]0;owned\u0007\u202eweb\n", OptionalLong.empty());
    plain.begun(task, START);
    plain.ended(task, Outcome.DONE, after(1));
    assertThat(lines()).containsExactly("fetch oci:?]0;owned??web?: 1.0 s");
  }

  @Test
  void bars_comeTenTimesASecondAtMost() {
    assertThat(bars(80).period()).isGreaterThanOrEqualTo(Duration.ofMillis(100));
  }
}
