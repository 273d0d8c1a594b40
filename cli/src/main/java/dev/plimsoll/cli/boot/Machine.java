package dev.plimsoll.cli.boot;

/**
 * What QEMU emulates.
 *
 * @param memory MiB
 * @param processors at least one
 */
public record Machine(Board board, int memory, int processors) {
  /** Enough for stage 1 and a root on a disk. */
  public static final Machine SMALL = new Machine(Board.X86_64, 256, 1);
}
