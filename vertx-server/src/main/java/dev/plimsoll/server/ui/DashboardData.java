package dev.plimsoll.server.ui;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.pipeline.BootVerdictRow;
import dev.plimsoll.pipeline.Catalog.ImageDetail;
import dev.plimsoll.pipeline.Catalog.StepView;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunStore.RunRow;
import dev.plimsoll.pipeline.SignatureList;
import dev.plimsoll.policy.AuditReport;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What the dashboard asks. Every method blocks and reads only; thread-safe. Names, hosts and
 * messages in the answers come from strangers: templates escape them.
 */
public interface DashboardData {
  /** Newest first. */
  List<RunRow> runs(int limit) throws IOException;

  /** Newest first. */
  List<ImageDetail> images(int limit) throws IOException;

  /** Newest first; of one image or host where given. */
  List<BootVerdictRow> boots(Optional<Digest> image, Optional<String> host, int limit)
      throws IOException;

  Optional<RunView> run(RunId id) throws IOException, FormatException;

  Optional<ImageView> image(Digest digest) throws IOException, FormatException;

  /**
   * A run with what its audit found.
   *
   * @param audit empty before the audit is done
   */
  record RunView(RunRow row, List<StepView> steps, Optional<AuditReport> audit) {
    public RunView {
      steps = List.copyOf(steps);
    }
  }

  /**
   * A published image with its chain of custody.
   *
   * @param parts layers of the manifest, in its order
   * @param statements what is signed about the image as a whole
   */
  record ImageView(ImageDetail image, List<Part> parts, List<Signed> statements) {
    public ImageView {
      parts = List.copyOf(parts);
      statements = List.copyOf(statements);
    }

    /** Whether every part and every statement carries a signature that was just verified. */
    public boolean complete() {
      return parts.stream().allMatch(p -> p.signature().map(ImageView::holds).orElse(false))
          && statements.stream().allMatch(ImageView::holds);
    }

    private static boolean holds(Signed signed) {
      return signed.check() instanceof Check.Verified;
    }
  }

  /** One layer; {@code signature} is empty when no bundle is about it. */
  record Part(Descriptor layer, Optional<Signed> signature) {}

  /** A bundle in the store, and whether it was just verified. */
  record Signed(SignatureList.Kind kind, Digest subject, Digest bundle, Check check) {}

  /** What came of verifying a bundle for this page. */
  sealed interface Check {
    /** Verified with the key of this id (lower hex SHA-256 of the SubjectPublicKeyInfo). */
    record Verified(String keyId) implements Check {}

    /** Not by any key that we know, or damaged; {@code why} is for people. */
    record Refused(String why) implements Check {}
  }
}
