package dev.plimsoll.image.plan;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.spec.ImageSpec;
import dev.plimsoll.image.spec.KernelSpec;
import java.util.List;

/** Says where a kernel is missing. */
public final class NoKernel {
  private NoKernel() {}

  /** Refuses a specification without a kernel; {@code what} needs one, e.g. {@code verity}. */
  public static void refuse(ImageSpec spec, List<BuildRequest.Spec> texts, String what)
      throws FormatException {
    if (spec.kernel().flatMap(KernelSpec::image).isEmpty()) {
      throw in(spec, texts, what);
    }
  }

  /** {@code what} needs one, e.g. {@code kernel+initrd}. */
  public static FormatException in(ImageSpec spec, List<BuildRequest.Spec> texts, String what) {
    String at =
        spec.kernel()
            .map(KernelSpec::at)
            .orElse(new SourcePosition(texts.getFirst().file(), 1, 1))
            .toString();
    return new FormatException(at, "no \"kernel: image:\"; " + what + " needs one");
  }
}
