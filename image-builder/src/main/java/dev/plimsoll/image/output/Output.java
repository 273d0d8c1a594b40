package dev.plimsoll.image.output;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.plan.BuildPlan;
import dev.plimsoll.image.plan.Stage1Kind;
import dev.plimsoll.image.spec.ImageSpec;
import dev.plimsoll.image.tool.Program;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One output format. A new format is one class and one line in {@link Outputs}. In this order, for
 * all formats of a build together:
 *
 * <pre>
 * {@link #programs} are there ─► {@link #checkTarget} ─► {@link #checkSpec} ─► fetch and plan, with {@link #stage1}
 *   ─► {@link #check} ─► {@link #write} into staged files ─► every file gets its name
 * </pre>
 *
 * So nothing is fetched for a build that this machine cannot do, nothing is written before the
 * whole plan is known to be possible, and no file has its name before all were written. Stateless;
 * thread-safe.
 */
public interface Output {
  /** The name on the command line, e.g. {@code kernel+initrd}. */
  String format();

  /** Programs that writing takes; the build is refused at once where one is missing. */
  default Set<Program> programs() {
    return Set.of();
  }

  /** The stage-1 initramfs to plan, for formats whose root is not an initramfs itself. */
  default Optional<Stage1Kind> stage1() {
    return Optional.empty();
  }

  /** Refuses machines that the format cannot start, e.g. for want of a boot loader. */
  default void checkTarget(Architecture architecture) throws FormatException {}

  /** Refuses what the specification alone shows to be impossible: nothing was fetched yet. */
  default void checkSpec(ImageSpec spec, List<BuildRequest.Spec> texts) throws FormatException {}

  /** Bytes that {@link #write} will write at the least, as far as they are known before it does. */
  default long leastBytes(BuildPlan plan) {
    return 0;
  }

  /** Refuses what the format cannot carry. Writes nothing. */
  void check(BuildPlan plan) throws FormatException, IOException;

  /** Writes the format's files. */
  void write(BuildPlan plan, OutputFiles files) throws IOException;
}
