package dev.plimsoll.bench;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.boot.BootVerdict.PolicyId;
import dev.plimsoll.formats.boot.ReleasePointer;
import dev.plimsoll.formats.boot.ReleaseStatement;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.pipeline.RunEvent;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunRequest;
import dev.plimsoll.pipeline.StreamId;
import dev.plimsoll.pipeline.release.Promotions.Move;
import dev.plimsoll.policy.Verdict.Decision;
import dev.plimsoll.server.PlimsollServer;
import dev.plimsoll.server.ServerConfig;
import dev.plimsoll.server.Workspace;
import dev.plimsoll.server.WorkspaceConfig;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.release.PointerSigner;
import dev.plimsoll.signer.release.PointerSigner.Previous;
import dev.plimsoll.signer.release.PointerSigner.RoleState;
import dev.plimsoll.signer.release.ReleaseSigner;
import dev.plimsoll.signer.tuf.TufRepository.NewTarget;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The whole service, as {@code plimsoll serve} runs it, with one image that may boot. The image is
 * planted as events, because building one would measure something else; release, appraisal, signing
 * and recording are the service's own.
 *
 * <p>Arguments: data directory, port. Prints {@code READY <image> <root hash>}; runs until it is
 * killed.
 */
public final class VerdictTarget {
  private static final Digest IMAGE = Bytes.ofUtf8("bench image").digest();
  private static final String ROOT_HASH = Bytes.ofUtf8("bench root").digest().hex();

  private VerdictTarget() {}

  public static void main(String[] args) throws Exception {
    ServerConfig config =
        ServerConfig.of(WorkspaceConfig.of(Path.of(args[0]))).withPort(Integer.parseInt(args[1]));
    PlimsollServer server = PlimsollServer.start(config);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(server::close));
    plant(server.workspace());
    System.out.println("READY " + IMAGE + " " + ROOT_HASH);
  }

  private static void plant(Workspace workspace) throws Exception {
    Instant now = Instant.now();
    StreamId stream = new StreamId.Run(RunId.next(now, new SecureRandom()));
    RunEvent.StepMark step = new RunEvent.StepMark(IMAGE, now);
    RunRequest request =
        new RunRequest(
            "bench",
            List.of(new RunRequest.SpecRef("bench.yml", IMAGE)),
            "/",
            new RunRequest.LockInput.Fresh(),
            LockMode.ADD,
            List.of("baseline"),
            "default",
            Optional.empty(),
            Optional.empty());
    List<RunEvent> events =
        List.of(
            new RunEvent.RunRequested(request),
            new RunEvent.ImageBuilt(
                step,
                IMAGE,
                ROOT_HASH,
                0,
                "",
                new SourcePosition("bench.yml", 1, 1),
                "",
                "",
                Optional.empty(),
                Optional.empty()),
            new RunEvent.KernelAudited(step, IMAGE, IMAGE),
            new RunEvent.VerdictReached(
                step, IMAGE, Decision.ALLOW, new PolicyId("baseline@1.0.0", IMAGE), IMAGE),
            new RunEvent.LayersSigned(step, IMAGE, IMAGE, IMAGE, IMAGE, IMAGE),
            new RunEvent.ImagePublished(step, IMAGE, List.of()));
    for (int i = 0; i < events.size(); i++) {
      workspace.journal().append(stream, i, events.get(i));
    }
    publish(workspace, now);
    SigningKey key = KeyFiles.load(workspace.data().offlineKeys(), "release");
    ReleasePointer pointer = new ReleasePointer(IMAGE, 1, "bench", IMAGE.hex());
    Signed<Targets> file =
        new PointerSigner(key)
            .point(
                new RoleState(
                    "default",
                    workspace.promotions().targets().signed(),
                    Optional.of(
                        Signed.parse(
                            "host-default.json",
                            workspace.tuf().current("host-default").orElseThrow(),
                            Targets::parse)),
                    Optional.empty()),
                pointer,
                Previous.RETIRED,
                now);
    workspace
        .promotions()
        .release(
            new ReleaseSigner(key)
                .sign(new ReleaseStatement(IMAGE, ROOT_HASH, "default", 1, 1, now)),
            Optional.of(new Move(file.file(), pointer.encode())));
  }

  /** The builder's and the auditor's word. */
  private static void publish(Workspace workspace, Instant now) throws Exception {
    JsonObject none = JsonObject.builder().build();
    JsonObject said =
        JsonObject.builder()
            .put("image", IMAGE.toString())
            .put("policy", IMAGE.toString())
            .put("verdict", "allow")
            .build();
    workspace
        .tuf()
        .publish(
            List.of(
                new NewTarget("build", "img/bench/" + IMAGE.hex(), 1, IMAGE, none),
                new NewTarget(
                    "audit",
                    "audit/bench/" + IMAGE.hex(),
                    1,
                    IMAGE,
                    JsonObject.builder().put("plimsoll", said).build())),
            now);
  }
}
