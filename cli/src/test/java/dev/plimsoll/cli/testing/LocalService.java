package dev.plimsoll.cli.testing;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.service.ServerStarter;
import dev.plimsoll.cli.service.ServerStarter.OfflineKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The real service in this process, on loopback, without a boot agent. */
public final class LocalService {
  private LocalService() {}

  /**
   * @param port 0 for any free one
   */
  public static ServerStarter.Running start(Path data, int port, Path sources)
      throws IOException, CommandFailure {
    return ServerStarter.start(
        new ServerStarter.Settings(
            data,
            "127.0.0.1",
            port,
            List.of(sources),
            List.of(),
            Optional.empty(),
            OfflineKeys.DEVELOPMENT,
            Optional.empty()));
  }
}
