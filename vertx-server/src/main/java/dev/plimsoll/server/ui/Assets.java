package dev.plimsoll.server.ui;

import dev.plimsoll.formats.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The few files that pages need beside themselves, read from the class path once: our own style
 * sheet, script and mark, htmx and its SSE extension out of their webjars. Each is served under a
 * name that holds its digest, so browsers may keep it for ever. Immutable.
 */
public final class Assets {
  private static final String WEBJARS = "/META-INF/resources/webjars/";

  private final Map<String, Asset> byPath = new LinkedHashMap<>();
  private final String css;
  private final String script;
  private final String htmx;
  private final String sse;
  private final String mark;

  /** A file with its media type. */
  record Asset(Bytes bytes, String mediaType) {}

  /**
   * @throws IllegalStateException when a file is missing from the build
   */
  public Assets() {
    css = add("plimsoll", "css", "text/css; charset=utf-8", "plimsoll.css");
    script = add("plimsoll", "js", "text/javascript; charset=utf-8", "plimsoll.js");
    mark = add("mark", "svg", "image/svg+xml", "mark.svg");
    htmx =
        add(
            "htmx",
            "js",
            "text/javascript; charset=utf-8",
            WEBJARS + "htmx.org/2.0.4/dist/htmx.min.js");
    sse = add("sse", "js", "text/javascript; charset=utf-8", WEBJARS + "htmx-ext-sse/2.2.2/sse.js");
  }

  private String add(String name, String extension, String mediaType, String resource) {
    Bytes bytes = read(resource);
    String path = name + "." + bytes.digest().hex().substring(0, 16) + "." + extension;
    byPath.put(path, new Asset(bytes, mediaType));
    return "/assets/" + path;
  }

  private static Bytes read(String resource) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not on the class path");
      }
      return Bytes.copyOf(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What to answer for {@code /assets/<name>}. */
  Optional<Asset> find(String name) {
    return Optional.ofNullable(byPath.get(name));
  }

  public String css() {
    return css;
  }

  public String script() {
    return script;
  }

  public String htmx() {
    return htmx;
  }

  public String sse() {
    return sse;
  }

  public String mark() {
    return mark;
  }
}
