package dev.plimsoll.server;

import dev.plimsoll.image.ImageBuilder;
import dev.plimsoll.kernel.audit.KernelAudit;
import dev.plimsoll.pipeline.BlobStore;
import dev.plimsoll.pipeline.EventLog;
import dev.plimsoll.pipeline.engine.RetryPolicy;
import dev.plimsoll.pipeline.step.ImageSource;
import dev.plimsoll.pipeline.step.KernelAuditor;
import dev.plimsoll.pipeline.trust.VerifierTrustGate;
import dev.plimsoll.policy.PolicyLibrary;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * What the workspace is put together from. Tests replace parts to fail or halt at a chosen point;
 * nothing else does.
 *
 * @param images given the blob store and a directory for temporary files
 */
record Wiring(
    BiFunction<BlobStore, Path, ImageSource> images,
    KernelAuditor auditor,
    PolicyLibrary library,
    UnaryOperator<EventLog> log,
    UnaryOperator<BlobStore> blobs,
    RetryPolicy retry,
    InstantSource clock) {

  static Wiring real(BuildConfig builds) {
    return new Wiring(
        (store, work) ->
            new ImageBuilder(
                        store, work, builds.progress(), new VerifierTrustGate(builds.trustKeys()))
                    .within(builds.limits())
                ::build,
        new KernelAudit()::audit,
        KernelAudit.policies(),
        UnaryOperator.identity(),
        UnaryOperator.identity(),
        RetryPolicy.DEFAULT,
        InstantSource.system());
  }
}
