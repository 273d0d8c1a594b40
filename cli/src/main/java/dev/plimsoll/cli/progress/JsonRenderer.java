package dev.plimsoll.cli.progress;

import dev.plimsoll.cli.progress.TaskState.Outcome;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One object a line:
 *
 * <pre>
 * {"time":"2026-01-02T03:04:05Z","event":"begin","task":1,"kind":"fetch","what":"oci:web","total":4096,"done":0}
 * {"time":"2026-01-02T03:04:06Z","event":"advance","task":1,"kind":"fetch","what":"oci:web","total":4096,"done":512}
 * {"time":"2026-01-02T03:04:07Z","event":"end","task":1,"kind":"fetch","what":"oci:web","total":4096,"done":4096,"outcome":"done"}
 * </pre>
 *
 * <p>{@code kind} is one of {@code resolve fetch unpack plan write tool step}, {@code task} counts
 * from 1, {@code total} (bytes) is left out where it is unknown, {@code done} counts bytes, {@code
 * outcome} is {@code done} or {@code failed}. {@code advance} comes at most ten times a second for
 * each task, and only when bytes moved. A run also tells its events:
 *
 * <pre>
 * {"time":"2026-01-02T03:04:07Z","event":"run","name":"ImageBuilt","milliseconds":2310,"subject":"sha256:…"}
 * </pre>
 */
final class JsonRenderer implements Renderer {
  private final PrintStream out;
  private final Map<Long, Long> told = new HashMap<>();

  JsonRenderer(PrintStream out) {
    this.out = out;
  }

  @Override
  public Duration period() {
    return Duration.ofMillis(100);
  }

  @Override
  public void begun(TaskState task, Instant now) {
    told.put(task.id(), 0L);
    print(event(task, "begin", 0, now));
  }

  @Override
  public void ended(TaskState task, Outcome outcome, Instant now) {
    told.remove(task.id());
    print(event(task, "end", task.bytes(), now).put("outcome", outcome.wire()));
  }

  @Override
  public void tick(List<TaskState> running, Instant now) {
    for (TaskState task : running) {
      long bytes = task.bytes();
      if (told.getOrDefault(task.id(), 0L) != bytes) {
        told.put(task.id(), bytes);
        print(event(task, "advance", bytes, now));
      }
    }
  }

  private static JsonObject.Builder event(TaskState task, String event, long done, Instant now) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("time", now.toString())
            .put("event", event)
            .put("task", task.id())
            .put("kind", task.kind())
            .put("what", task.what());
    task.total().ifPresent(t -> json.put("total", t));
    return json.put("done", done);
  }

  @Override
  public void told(String name, String subject, Duration since, Instant now) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("time", now.toString())
            .put("event", "run")
            .put("name", name)
            .put("milliseconds", since.toMillis());
    if (!subject.isEmpty()) {
      json.put("subject", subject);
    }
    print(json);
  }

  private void print(JsonObject.Builder event) {
    out.println(JsonWriter.compact(event.build()).utf8());
  }

  @Override
  public void close(Instant now) {
    out.flush();
  }
}
