package dev.plimsoll.cli.architecture.planted.signer;

/** A planted violation: signer must not see the pipeline. */
public final class SeesPipeline {
  public void run(dev.plimsoll.cli.architecture.planted.pipeline.ReturnsVertxFuture step) {}
}
