package dev.plimsoll.server.http;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.pipeline.Catalog.ImageDetail;
import dev.plimsoll.pipeline.Catalog.SignedItem;
import dev.plimsoll.pipeline.step.ImageParts;
import dev.plimsoll.server.problem.Blocking;
import dev.plimsoll.server.problem.ProblemException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is published, the proof, and the bytes. */
final class ImageRoutes {
  private final Service service;
  private final Blocking blocking;

  ImageRoutes(Service service, Blocking blocking) {
    this.service = service;
    this.blocking = blocking;
  }

  void mount(Router router) {
    router.get("/v1/images").handler(this::list);
    router.get("/v1/images/:digest").handler(this::show);
    router.get("/v1/images/:digest/layers").handler(this::layers);
    router.get("/v1/images/:digest/bundles").handler(this::bundles);
    router.get("/v1/images/:digest/manifest").handler(this::manifest);
    router.get("/v1/blobs/:digest").handler(this::blob);
    router.head("/v1/blobs/:digest").handler(this::blob);
  }

  private void list(RoutingContext ctx) {
    blocking.call(
        ctx,
        () -> {
          int limit = Answers.limit(ctx);
          List<ImageDetail> images = service.catalog().images(Answers.afterRun(ctx), limit);
          List<JsonValue> items = new ArrayList<>();
          images.forEach(i -> items.add(ImageJson.row(i)));
          return Pages.of(
              items,
              images.size() == limit
                  ? Optional.of(images.getLast().row().run().toString())
                  : Optional.empty());
        },
        page -> Answers.json(ctx, 200, page));
  }

  private void show(RoutingContext ctx) {
    blocking.call(
        ctx,
        () -> {
          ImageDetail image = require(ctx);
          return ImageJson.detail(image, parts(image));
        },
        image -> Answers.json(ctx, 200, image));
  }

  private void layers(RoutingContext ctx) {
    blocking.call(
        ctx,
        () ->
            JsonObject.builder()
                .put("items", ImageJson.layers(parts(require(ctx)).manifest().layers()))
                .build(),
        page -> Answers.json(ctx, 200, page));
  }

  private void bundles(RoutingContext ctx) {
    blocking.call(
        ctx,
        () -> {
          List<JsonValue> items = new ArrayList<>();
          for (SignedItem item : service.catalog().bundles(require(ctx).row())) {
            items.add(ImageJson.bundle(item));
          }
          return JsonObject.builder().put("items", items).build();
        },
        page -> Answers.json(ctx, 200, page));
  }

  private void manifest(RoutingContext ctx) {
    blocking.call(
        ctx,
        () -> parts(require(ctx)).bytes(),
        bytes -> Caching.send(ctx, bytes, bytes.digest(), Manifest.MEDIA_TYPE, Caching.IMMUTABLE));
  }

  private void blob(RoutingContext ctx) {
    blocking.call(
        ctx,
        () -> {
          Digest digest = Answers.digest(ctx);
          return new BlobFile(digest, service.blobs().findVerified(digest));
        },
        file -> Caching.sendFile(ctx, file.digest(), file.path()));
  }

  private record BlobFile(Digest digest, Path path) {}

  private ImageParts parts(ImageDetail image) throws Exception {
    return ImageParts.load(service.blobs(), image.row().digest());
  }

  private ImageDetail require(RoutingContext ctx) throws ProblemException, IOException {
    Digest digest = Answers.digest(ctx);
    return service
        .catalog()
        .image(digest)
        .orElseThrow(
            () ->
                new ProblemException(
                    404, "image-unknown", "image " + digest + " was not published here"));
  }
}
