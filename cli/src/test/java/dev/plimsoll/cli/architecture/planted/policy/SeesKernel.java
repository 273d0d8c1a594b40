package dev.plimsoll.cli.architecture.planted.policy;

/** A planted violation: policy must not see the kernel audit. */
public final class SeesKernel {
  public void run(dev.plimsoll.cli.architecture.planted.kernel.Audit audit) {
    audit.run();
  }
}
