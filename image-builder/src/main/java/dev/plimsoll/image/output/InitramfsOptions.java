package dev.plimsoll.image.output;

/** How initramfs are written. */
public record InitramfsOptions(InitramfsCompression compression, LostXattrs xattrs) {
  /** zstd; what would lose extended attributes is refused. */
  public static final InitramfsOptions DEFAULT =
      new InitramfsOptions(InitramfsCompression.ZSTD, LostXattrs.REFUSE);
}
