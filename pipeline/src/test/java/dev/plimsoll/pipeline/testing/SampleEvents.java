package dev.plimsoll.pipeline.testing;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.boot.BootVerdict.PolicyId;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.pipeline.RunEvent;
import dev.plimsoll.pipeline.RunEvent.FailureKind;
import dev.plimsoll.pipeline.RunEvent.ImageBuilt;
import dev.plimsoll.pipeline.RunEvent.ImagePublished;
import dev.plimsoll.pipeline.RunEvent.KernelAudited;
import dev.plimsoll.pipeline.RunEvent.LayersSigned;
import dev.plimsoll.pipeline.RunEvent.RunRequested;
import dev.plimsoll.pipeline.RunEvent.StepMark;
import dev.plimsoll.pipeline.RunEvent.VerdictReached;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunRequest;
import dev.plimsoll.pipeline.RunRequest.AgentRef;
import dev.plimsoll.pipeline.RunRequest.LockInput;
import dev.plimsoll.pipeline.RunRequest.SpecRef;
import dev.plimsoll.policy.Verdict.Decision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One event of every type, with every field set. */
public final class SampleEvents {
  private SampleEvents() {}

  public static final Instant T0 = Instant.parse("2026-02-03T04:05:06.789Z");
  public static final Digest IMAGE = digest("image");
  public static final StepMark STEP = new StepMark(digest("step"), T0);
  public static final PolicyId POLICY = new PolicyId("baseline@1.0.0", digest("policy"));

  public static final RunRequest REQUEST =
      new RunRequest(
          "web",
          List.of(new SpecRef("web.yml", digest("spec"))),
          "/srv/images",
          new LockInput.Inline(digest("lock")),
          LockMode.ADD,
          List.of("baseline"),
          "default",
          Optional.of(new AgentRef(digest("agent"), digest("init"), digest("vk"), digest("rk"))),
          Optional.of("key-1"));

  public static final RunEvent REQUESTED = new RunRequested(REQUEST);
  public static final RunEvent BUILT =
      new ImageBuilt(
          STEP,
          IMAGE,
          digest("root").hex(),
          4096,
          "console=ttyS0",
          new SourcePosition("web.yml", 3, 12),
          "deb:linux!boot/config",
          "6.1.0-56-cloud-amd64",
          Optional.of(digest("lock")),
          Optional.of(digest("facts")));
  public static final RunEvent AUDITED = new KernelAudited(STEP, IMAGE, digest("report"));
  public static final RunEvent ALLOWED =
      new VerdictReached(STEP, IMAGE, Decision.ALLOW, POLICY, digest("record"));
  public static final RunEvent DENIED =
      new VerdictReached(STEP, IMAGE, Decision.DENY, POLICY, digest("record"));
  public static final RunEvent SIGNED =
      new LayersSigned(
          STEP,
          IMAGE,
          digest("signatures"),
          digest("cmdline"),
          digest("referrer"),
          digest("boot referrer"));
  public static final RunEvent PUBLISHED =
      new ImagePublished(STEP, IMAGE, List.of(new ImagePublished.Target("img/web/1", IMAGE)));
  public static final RunEvent REJECTED =
      new RunEvent.RunRejected(
          IMAGE, List.of(new RunEvent.RunRejected.Failing("rule-1", "baseline", "is off")));
  public static final RunEvent FAILED =
      new RunEvent.RunFailed("build", FailureKind.EVIDENCE, "no space left");
  public static final RunEvent CANCELLED = new RunEvent.RunCancelled("changed my mind");
  public static final RunEvent RELEASED =
      new RunEvent.ImageReleased(IMAGE, "default", 1, 2, "c3RhdGVtZW50");
  public static final RunEvent REVOKED = new RunEvent.ImageRevoked(IMAGE, "leaked", 3);
  public static final RunEvent BOOTS = new RunEvent.BootVerdictsRecorded(17, digest("batch"));

  public static final List<RunEvent> ALL =
      List.of(
          REQUESTED, BUILT, AUDITED, ALLOWED, DENIED, SIGNED, PUBLISHED, REJECTED, FAILED,
          CANCELLED, RELEASED, REVOKED, BOOTS);

  /** A run id that sorts by {@code n}. */
  public static RunId runId(int n) {
    return new RunId(new UUID(0x0198_0000_0000_7000L + ((long) n << 16), 0x8000_0000_0000_0000L));
  }

  public static Digest digest(String of) {
    return Bytes.ofUtf8(of).digest();
  }
}
