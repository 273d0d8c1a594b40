package dev.plimsoll.cli.architecture.planted.pipeline;

/** A planted violation: a framework type in a signature. */
public final class ReturnsVertxFuture {
  public io.vertx.core.Future<String> answer() {
    return io.vertx.core.Future.succeededFuture("");
  }
}
