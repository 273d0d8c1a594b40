package dev.plimsoll.server.ui;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.pipeline.Catalog.ImageDetail;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunStore.RunRow;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The one search box: an image or layer digest (with or without {@code sha256:}), a run id, the
 * beginning of either, a name, or a host.
 */
final class Search {
  /** How many of the newest runs and images a beginning or a name is looked for in. */
  private static final int DEPTH = 200;

  /** How many of the newest images a layer is looked for in. */
  private static final int LAYER_DEPTH = 50;

  private static final int SHORTEST_BEGINNING = 4;

  private final DashboardData data;

  Search(DashboardData data) {
    this.data = data;
  }

  /** One thing to go to, or a list to choose from, perhaps empty. */
  sealed interface Outcome {
    record One(String path) implements Outcome {}

    record Some(Pages.Found found) implements Outcome {}
  }

  Outcome find(String query) throws IOException, FormatException {
    String q = query.strip();
    Optional<Outcome> exact = exact(q);
    if (exact.isPresent()) {
      return exact.get();
    }
    if (q.isEmpty()) {
      return new Outcome.Some(new Pages.Found(q, List.of(), List.of(), List.of()));
    }
    return new Outcome.Some(
        new Pages.Found(
            q,
            data.runs(DEPTH).stream().filter(r -> matches(r, q)).toList(),
            data.images(DEPTH).stream().filter(i -> matches(i, q)).toList(),
            data.boots(Optional.empty(), Optional.of(q), DashboardRoutes.ROWS)));
  }

  private Optional<Outcome> exact(String q) throws IOException, FormatException {
    String lower = q.toLowerCase(Locale.ROOT);
    Optional<Digest> digest = digest(lower);
    if (digest.isPresent()) {
      return ofDigest(digest.get());
    }
    try {
      RunId id = RunId.parse(lower);
      return data.run(id).isPresent()
          ? Optional.of(new Outcome.One("/runs/" + id))
          : Optional.empty();
    } catch (FormatException e) {
      return Optional.empty();
    }
  }

  private Optional<Outcome> ofDigest(Digest digest) throws IOException, FormatException {
    if (data.image(digest).isPresent()) {
      return Optional.of(new Outcome.One("/images/" + digest));
    }
    for (ImageDetail image : data.images(LAYER_DEPTH)) {
      Optional<DashboardData.ImageView> view = data.image(image.row().digest());
      if (view.isPresent()
          && view.get().parts().stream().anyMatch(p -> p.layer().digest().equals(digest))) {
        return Optional.of(new Outcome.One("/images/" + image.row().digest() + "#" + digest.hex()));
      }
    }
    return Optional.empty();
  }

  private static Optional<Digest> digest(String text) {
    try {
      return Optional.of(text.startsWith("sha256:") ? Digest.parse(text) : Digest.parseHex(text));
    } catch (FormatException e) {
      return Optional.empty();
    }
  }

  private static boolean matches(RunRow run, String q) {
    return run.name().equals(q) || begins(run.id().toString(), q);
  }

  private static boolean matches(ImageDetail image, String q) {
    String bare = q.startsWith("sha256:") ? q.substring("sha256:".length()) : q;
    return image.row().name().equals(q) || begins(image.row().digest().hex(), bare);
  }

  private static boolean begins(String id, String q) {
    return q.length() >= SHORTEST_BEGINNING && id.startsWith(q.toLowerCase(Locale.ROOT));
  }
}
