package dev.plimsoll.kernel.host;

/** What a snapshot says of one fact. */
public sealed interface HostFact {
  /**
   * A value.
   *
   * @param place the file on the host, such as {@code /sys/kernel/security/lsm}
   */
  record Value(String value, String place) implements HostFact {}

  /** The host has no such thing: the kernel is built without it, or it is not in use. */
  record Absent() implements HostFact {}

  /** It is there, and could not be read or understood. */
  record Unreadable(String place, String why) implements HostFact {}
}
