package dev.plimsoll.image;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import java.util.Optional;

/**
 * A finished build. All parts lie in the content store under the digests of the manifest.
 *
 * @param manifestBytes what {@link #digest} is the digest of
 * @param rootHash dm-verity root hash, 64 lower hex
 * @param commandLine the specification's own; what names the image is added when it is signed
 * @param kernelConfig descriptor in the manifest, where the kernel source had one
 * @param kernelConfigWhere e.g. {@code deb:linux-image-6.1.0-56-cloud-amd64!boot/config-…}
 * @param kernelRelease e.g. {@code 6.1.0-56-cloud-amd64}; the source version is in the config
 * @param facts what the lint saw in the root ({@code lint.HardeningFacts}), stored like the parts;
 *     it is about the image, so the manifest does not name it; empty when nobody looked
 */
public record BuiltImage(
    String name,
    Bytes manifestBytes,
    Manifest manifest,
    Descriptor kernel,
    java.util.List<Descriptor> initramfs,
    Descriptor root,
    String rootHash,
    long hashOffset,
    String commandLine,
    SourcePosition commandLineAt,
    Optional<Descriptor> kernelConfig,
    String kernelConfigWhere,
    String kernelRelease,
    Optional<Digest> facts) {
  public BuiltImage {
    initramfs = java.util.List.copyOf(initramfs);
  }

  /** This image, with what the lint saw in its root. */
  public BuiltImage withFacts(Digest seen) {
    return new BuiltImage(
        name,
        manifestBytes,
        manifest,
        kernel,
        initramfs,
        root,
        rootHash,
        hashOffset,
        commandLine,
        commandLineAt,
        kernelConfig,
        kernelConfigWhere,
        kernelRelease,
        Optional.of(seen));
  }

  public Digest digest() {
    return manifestBytes.digest();
  }
}
