package dev.plimsoll.cli.architecture.planted.server;

/** A planted violation: an internal class of the framework. */
public final class UsesVertxInsides {
  public Object run() {
    return io.vertx.core.internal.VertxInternal.class;
  }
}
