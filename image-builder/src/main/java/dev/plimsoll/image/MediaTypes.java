package dev.plimsoll.image;

/** Media types of the parts of a Plimsoll image manifest. */
public final class MediaTypes {
  /** A manifest about an image that holds how it was built. */
  public static final String PROVENANCE_ARTIFACT = "application/vnd.plimsoll.provenance.v1+json";

  /** An in-toto statement, unsigned. */
  public static final String IN_TOTO_STATEMENT = "application/vnd.in-toto+json";

  private MediaTypes() {}

  public static final String IMAGE_ARTIFACT = "application/vnd.plimsoll.image.v1";
  public static final String IMAGE_CONFIG = "application/vnd.plimsoll.image.config.v1+json";
  public static final String KERNEL = "application/vnd.plimsoll.kernel.v1";
  public static final String KERNEL_CONFIG = "application/vnd.plimsoll.kernel-config.v1";

  /** One cpio segment, zstd; the boot loader's initramfs is the segments in order, joined. */
  public static final String INITRAMFS = "application/vnd.plimsoll.initramfs.v1+zstd";

  /** As {@link #INITRAMFS}, but gzip. */
  public static final String INITRAMFS_GZIP = "application/vnd.plimsoll.initramfs.v1+gzip";

  /** Uncompressed cpio with a processor's microcode, before the segments. */
  public static final String MICROCODE = "application/vnd.plimsoll.microcode.v1";

  /** squashfs alone. */
  public static final String SQUASHFS = "application/vnd.plimsoll.root.squashfs.v1";

  /** squashfs with verity superblock and tree appended. */
  public static final String ROOT = "application/vnd.plimsoll.root.squashfs.v1+verity";

  public static final String COMPONENT_TAR = "application/vnd.oci.image.layer.v1.tar";
  public static final String COMPONENT_TAR_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
  public static final String COMPONENT_TAR_ZSTD = "application/vnd.oci.image.layer.v1.tar+zstd";

  /** Annotation on {@link #ROOT}: dm-verity root hash, 64 lower hex. */
  public static final String ROOT_HASH = "dev.plimsoll.roothash";

  /** Annotation on {@link #ROOT}: byte offset of the verity superblock, decimal. */
  public static final String HASH_OFFSET = "dev.plimsoll.hashoffset";

  /** Annotation on every part: what it is for people, e.g. {@code services[0] uname}. */
  public static final String TITLE = "org.opencontainers.image.title";
}
