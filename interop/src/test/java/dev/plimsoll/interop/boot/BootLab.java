package dev.plimsoll.interop.boot;

import dev.plimsoll.cli.boot.BootOutcome;
import dev.plimsoll.cli.boot.ImageFetcher;
import dev.plimsoll.cli.boot.ImageFiles;
import dev.plimsoll.cli.boot.QemuHost;
import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.service.ImageDetails;
import dev.plimsoll.cli.service.ImageReleases;
import dev.plimsoll.cli.service.LockFileCopy;
import dev.plimsoll.cli.service.RunFollower;
import dev.plimsoll.cli.service.RunRequestBody;
import dev.plimsoll.cli.service.RunRequestBody.SpecText;
import dev.plimsoll.cli.service.RunResult;
import dev.plimsoll.cli.service.ServerStarter;
import dev.plimsoll.cli.service.ServerStarter.OfflineKeys;
import dev.plimsoll.cli.service.ServiceClient;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.PackageImage;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.release.PointerSigner.Previous;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A service, an image that it published, and machines that may ask it: the real ones. */
final class BootLab implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(240);
  private static final PackageImage CONTAINER =
      new PackageImage(
          "deb:busybox-static",
          List.of("bin/busybox"),
          List.of("/bin/busybox", "uname", "-a"),
          "latest");

  private final Path folder;
  private final Path sources;
  private final Path data;
  private final ServerStarter.Running server;
  private final ServiceClient client;

  private BootLab(Path folder, ServerStarter.Running server) {
    this.folder = folder;
    this.sources = folder.resolve("sources");
    this.data = folder.resolve("data");
    this.server = server;
    this.client = new ServiceClient(server.address());
  }

  /** Starts a service in {@code folder}; nothing is built yet. */
  static BootLab open(Path folder) throws IOException, CommandFailure {
    Path sources = Files.createDirectories(folder.resolve("sources"));
    ServerStarter.Running server =
        ServerStarter.start(
            new ServerStarter.Settings(
                folder.resolve("data"),
                "127.0.0.1",
                0,
                List.of(sources),
                List.of(),
                Optional.empty(),
                OfflineKeys.DEVELOPMENT,
                Optional.of(Required.agent())));
    return new BootLab(folder, server);
  }

  /** The example's specification. */
  static String example() throws IOException {
    return Files.readString(Required.home().resolve("examples/quickstart/image.yml"));
  }

  /** Makes the container that the example runs. */
  void makeContainer() throws IOException, FormatException {
    CONTAINER.write(
        sources.resolve("service"),
        DirectoryContentStore.open(data.resolve("blobs")),
        folder.resolve("work"),
        lockFile(),
        LockMode.ADD);
  }

  RunResult run(String name, String yaml) throws IOException, CommandFailure, FormatException {
    LockFileCopy lock = new LockFileCopy(lockFile());
    RunResult result =
        new RunFollower(
                client, Terminal.of(System.out, System.err, Map.of()), InstantSource.system())
            .submit(
                new RunRequestBody(
                    name,
                    List.of(new SpecText("image.yml", yaml)),
                    List.of(),
                    Optional.empty(),
                    lock.read(),
                    sources));
    lock.update(client, result);
    return result;
  }

  ImageFiles files(Digest image) throws IOException, CommandFailure, FormatException {
    return new ImageFetcher(client, folder.resolve("files")).fetch(image);
  }

  Envelope release(Digest image) throws IOException, CommandFailure, FormatException {
    ImageReleases releases = new ImageReleases(client, InstantSource.system());
    ImageDetails details = ImageDetails.fetch(client, image);
    ImageReleases.Terms terms = new ImageReleases.Terms("default", 0, 1);
    Envelope statement = releases.sign(details, terms, key("offline", "release"));
    releases.release(details, terms, key("offline", "release"), Previous.RETIRED);
    return statement;
  }

  void revoke(Digest image) throws IOException, CommandFailure {
    client.post(
        "/v1/images/" + image + "/revocation",
        JsonObject.builder().put("reason", "a test").build());
  }

  /** Recorded boot verdicts of an image. */
  JsonObject verdicts(Digest image) throws IOException, CommandFailure {
    return client.get("/v1/boot/verdicts?image=" + image);
  }

  SigningKey key(String where, String name) throws IOException, FormatException {
    return KeyFiles.load(data.resolve(where), name);
  }

  /** Boots a machine that asks the real service. */
  BootOutcome boot(ImageFiles image) throws IOException {
    return boot(image, server.address().base().getPort());
  }

  BootOutcome boot(ImageFiles image, int port) throws IOException {
    return new QemuHost(folder.resolve("qemu")).boot(image.asking(port, "interop-host", TIMEOUT));
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  private Path lockFile() {
    return sources.resolve("plimsoll.lock");
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
