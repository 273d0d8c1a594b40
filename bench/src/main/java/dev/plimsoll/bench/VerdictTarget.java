package dev.plimsoll.bench;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.boot.BootVerdict.PolicyId;
import dev.plimsoll.formats.boot.ReleaseStatement;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.pipeline.RunEvent;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunRequest;
import dev.plimsoll.pipeline.StreamId;
import dev.plimsoll.policy.Verdict.Decision;
import dev.plimsoll.server.PlimsollServer;
import dev.plimsoll.server.ServerConfig;
import dev.plimsoll.server.Workspace;
import dev.plimsoll.server.WorkspaceConfig;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.signer.release.ReleaseSigner;
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
    ReleaseSigner manager =
        new ReleaseSigner(KeyFiles.load(workspace.data().offlineKeys(), "release"));
    workspace
        .releases()
        .accept(manager.sign(new ReleaseStatement(IMAGE, ROOT_HASH, "default", 1, 1, now)));
  }
}
