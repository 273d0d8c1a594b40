package dev.plimsoll.verifier.boot;

/** Which role a host has. Implemented outside; called on the event loop, so from memory only. */
@FunctionalInterface
public interface HostPolicy {
  /** The role of {@code host}; {@code default} for hosts that are not enrolled. */
  String roleOf(String host);
}
