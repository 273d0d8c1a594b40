package dev.plimsoll.server.ui;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.pipeline.BootVerdictRow;
import dev.plimsoll.pipeline.Catalog.ImageDetail;
import dev.plimsoll.pipeline.RunStore.RunRow;
import dev.plimsoll.server.ui.DashboardData.ImageView;
import dev.plimsoll.server.ui.DashboardData.RunView;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.List;
import java.util.Map;

/** Views to HTML. Pure and thread-safe. */
public final class Pages {
  private static final TemplateEngine TEMPLATES =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Pages.class.getClassLoader(), "dev.plimsoll.server.templates");

  private final Assets assets;
  private final String version;

  Pages(Assets assets, String version) {
    this.assets = assets;
    this.version = version;
  }

  /** Newest first each. Public for the generated template code, as all views here. */
  public record Overview(List<RunRow> runs, List<ImageDetail> images, List<BootVerdictRow> boots) {}

  /**
   * What was found for {@code query}.
   *
   * @param query as typed
   */
  public record Found(
      String query, List<RunRow> runs, List<ImageDetail> images, List<BootVerdictRow> boots) {}

  /** What every page's frame needs. */
  public record Frame(String title, Assets assets, String version, String query) {}

  /**
   * A part of a page that refreshes itself: it asks {@code url?seen=tag} again and gets 204 while
   * nothing has changed, so that reading, selecting and focus are left alone.
   */
  record Live(String tag, String html) {}

  Live overview(Overview view) {
    return live("/", render("ui/overview.jte", Map.of("view", view)), "every 3s");
  }

  /** A finished run never changes, so it does not ask again. */
  Live run(RunView view) {
    String url = "/runs/" + view.row().id();
    String html = render("ui/run.jte", Map.of("view", view));
    return view.row().status().isFinal() ? still(html) : following(url, html);
  }

  Live image(ImageView view, List<BootVerdictRow> boots) {
    String html = render("ui/image.jte", Map.of("view", view, "boots", boots));
    return live("/images/" + view.image().row().digest(), html, "every 5s");
  }

  String search(Found found) {
    return frame("Search", found.query(), render("ui/search.jte", Map.of("found", found)));
  }

  String notFound(String what) {
    return problem(
        "Not found",
        "There is no " + what + " in this service. Runs and images that ever were stay.");
  }

  String unreadable(String why) {
    return problem("Evidence could not be read", why);
  }

  private String problem(String title, String text) {
    return frame(title, "", render("ui/problem.jte", Map.of("title", title, "text", text)));
  }

  /** A whole page around a live part or other finished HTML. */
  String frame(String title, String query, String html) {
    return render(
        "ui/frame.jte", Map.of("frame", new Frame(title, assets, version, query), "body", html));
  }

  private static Live live(String url, String html, String trigger) {
    String tag = tag(html);
    String again = url + "?seen=" + tag;
    return new Live(
        tag,
        render(
            "ui/live.jte", Map.of("again", again, "trigger", trigger, "stream", "", "body", html)));
  }

  private static Live following(String url, String html) {
    String tag = tag(html);
    return new Live(
        tag,
        render(
            "ui/live.jte",
            Map.of(
                "again",
                url + "?seen=" + tag,
                "trigger",
                "sse:ImageBuilt, sse:KernelAudited, sse:VerdictReached, sse:LayersSigned,"
                    + " sse:ImagePublished, sse:RunRejected, sse:RunFailed, sse:RunCancelled,"
                    + " every 10s",
                "stream",
                "/v1" + url + "/events",
                "body",
                html)));
  }

  private static Live still(String html) {
    return new Live(tag(html), render("ui/still.jte", Map.of("body", html)));
  }

  private static String tag(String html) {
    return Bytes.ofUtf8(html).digest().hex().substring(0, 16);
  }

  private static String render(String template, Map<String, Object> params) {
    StringOutput out = new StringOutput(1 << 14);
    TEMPLATES.render(template, params, out);
    return out.toString();
  }
}
