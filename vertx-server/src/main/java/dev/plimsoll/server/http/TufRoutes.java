package dev.plimsoll.server.http;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.server.problem.Problem;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code /tuf/metadata/*} from memory, {@code /tuf/targets/*} from the blob store, with the static
 * semantics that any TUF client expects (TUF 1.0.34 §6.2, consistent snapshots: {@code
 * img/web/<sha256>.<version>}). Versioned files never change; the timestamp is asked for anew.
 */
final class TufRoutes {
  private static final String METADATA = "/tuf/metadata/";
  private static final String TARGETS = "/tuf/targets/";
  private static final Pattern VERSIONED = Pattern.compile("[0-9]+\\.[a-z0-9-]+\\.json");

  private final Service service;
  private final Blocking blocking;

  TufRoutes(Service service, Blocking blocking) {
    this.service = service;
    this.blocking = blocking;
  }

  void mount(Router router) {
    router.get("/tuf/metadata/:name").handler(this::metadata);
    router.head("/tuf/metadata/:name").handler(this::metadata);
    router.get("/tuf/targets/*").handler(this::target);
    router.head("/tuf/targets/*").handler(this::target);
  }

  private void metadata(RoutingContext ctx) {
    String name = ctx.normalizedPath().substring(METADATA.length());
    Bytes file = service.tuf().metadataFiles().get(name);
    if (file == null) {
      missing(ctx);
      return;
    }
    Caching.send(
        ctx,
        file,
        file.digest(),
        "application/json",
        VERSIONED.matcher(name).matches() ? Caching.IMMUTABLE : Caching.REVALIDATE);
  }

  private void target(RoutingContext ctx) {
    String path = ctx.normalizedPath().substring(TARGETS.length());
    Optional<Digest> digest = service.tuf().findConsistentTarget(path).flatMap(TargetFile::sha256);
    if (digest.isEmpty()) {
      missing(ctx);
      return;
    }
    blocking.call(
        ctx,
        () -> service.blobs().findVerified(digest.get()),
        file -> Caching.sendFile(ctx, digest.get(), file));
  }

  private static void missing(RoutingContext ctx) {
    Problem.of(404, "not-found", "no such file in the TUF repository").send(ctx.response());
  }
}
