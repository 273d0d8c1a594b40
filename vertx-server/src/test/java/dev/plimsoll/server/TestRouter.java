package dev.plimsoll.server;

import dev.plimsoll.server.boot.AddressLimiter;
import dev.plimsoll.server.boot.BootHandler;
import dev.plimsoll.server.boot.BootLimits;
import dev.plimsoll.server.boot.VerdictCounts;
import dev.plimsoll.server.boot.VerdictRecorder;
import dev.plimsoll.server.boot.VerdictService;
import dev.plimsoll.server.http.HttpApi;
import dev.plimsoll.server.problem.Blocking;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Route;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The API's routes without a port, to look at. */
public final class TestRouter {
  private TestRouter() {}

  /** Routes as the service mounts them; without the dashboard's pages. */
  public static List<Route> routes(Path data) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (Workspace workspace = Workspace.open(WorkspaceConfig.of(data));
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        VerdictRecorder recorder =
            new VerdictRecorder(
                workspace.journal(), workspace.store(), 10, BootLimits.DEFAULT.verdictBatch())) {
      VerdictCounts counts = new VerdictCounts();
      BootHandler boot =
          new BootHandler(
              vertx,
              new VerdictService(
                  workspace.snapshots(),
                  workspace.verdictKey(),
                  recorder,
                  counts,
                  InstantSource.system()),
              counts,
              new AddressLimiter(1, 1, System::nanoTime),
              BootLimits.DEFAULT,
              new AtomicInteger());
      return new HttpApi(
              vertx,
              PlimsollServer.service(workspace, List.of(), recorder, counts),
              new Blocking(threads),
              boot,
              new HttpApi.Access("token", "localhost", Optional.empty(), 1000))
          .router()
          .getRoutes();
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get();
    }
  }
}
