package dev.plimsoll.server.http;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.server.problem.Blocking;
import dev.plimsoll.server.problem.Problem;
import dev.plimsoll.server.tuf.ServedFile;
import dev.plimsoll.server.tuf.TufFront;
import dev.plimsoll.server.tuf.TufHandler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code /tuf/targets/*}, with the static semantics that any TUF client expects (TUF 1.0.34 §6.2,
 * consistent snapshots: {@code img/web/<sha256>.<version>}): small ones from memory, in every
 * coding; layers from the blob store. A path is looked up among the published targets, never in a
 * file system. The routes of {@link TufHandler} are bound here too, but seldom reached.
 */
final class TufRoutes {
  private static final String TARGETS = "/tuf/targets/";

  private final Service service;
  private final Blocking blocking;
  private final TufHandler metadata;

  TufRoutes(Service service, Blocking blocking, TufHandler metadata) {
    this.service = service;
    this.blocking = blocking;
    this.metadata = metadata;
  }

  void mount(Router router) {
    router.get(TufHandler.METADATA + ":name").handler(ctx -> metadata.handle(ctx.request()));
    router.head(TufHandler.METADATA + ":name").handler(ctx -> metadata.handle(ctx.request()));
    router.get(TufHandler.ROLES + ":role").handler(ctx -> metadata.handle(ctx.request()));
    router.head(TufHandler.ROLES + ":role").handler(ctx -> metadata.handle(ctx.request()));
    router.get("/tuf/targets/*").handler(this::target);
    router.head("/tuf/targets/*").handler(this::target);
  }

  private void target(RoutingContext ctx) {
    Optional<TargetFile> listed =
        decode(String.valueOf(ctx.request().path()).substring(TARGETS.length()))
            .flatMap(service.tuf()::findConsistentTarget);
    Optional<Digest> digest = listed.flatMap(TargetFile::sha256);
    if (listed.isEmpty() || digest.isEmpty()) {
      Problem.of(404, "not-found", "no such file in the TUF repository").send(ctx.response());
      return;
    }
    Optional<ServedFile> ready = service.front().findTarget(digest.get());
    if (ready.isPresent()) {
      ready.get().send(ctx.request());
    } else if (listed.get().length() <= TufFront.SMALL_TARGET) {
      blocking.call(
          ctx,
          () -> {
            service.blobs().findVerified(digest.get());
            return service
                .front()
                .readyTarget(
                    digest.get(), service.blobs().read(digest.get(), TufFront.SMALL_TARGET));
          },
          file -> file.send(ctx.request()));
    } else {
      blocking.call(
          ctx,
          () -> service.blobs().findVerified(digest.get()),
          (Path file) -> Caching.sendFile(ctx, digest.get(), file));
    }
  }

  private static Optional<String> decode(String path) {
    try {
      return Optional.of(URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
