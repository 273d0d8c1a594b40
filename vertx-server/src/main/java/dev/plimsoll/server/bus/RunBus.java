package dev.plimsoll.server.bus;

import dev.plimsoll.pipeline.Doorbell;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.StoredEvent;
import io.vertx.core.Vertx;

/**
 * Rings on the event bus of this process: the event's number to {@code plimsoll.run.<event>}, and
 * to {@code plimsoll.runs.<id>} for those who follow one run. At most once.
 */
public final class RunBus implements Doorbell {
  private final Vertx vertx;

  public RunBus(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Where events of one run ring. */
  public static String address(RunId id) {
    return "plimsoll.runs." + id;
  }

  @Override
  public void ring(StoredEvent event) {
    vertx.eventBus().publish("plimsoll.run." + event.event().type(), event.number());
    event.runId().ifPresent(id -> vertx.eventBus().publish(address(id), event.number()));
  }
}
