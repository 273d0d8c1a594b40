package dev.plimsoll.kernel.input;

import dev.plimsoll.kernel.audit.KernelSubject;
import java.util.List;

/**
 * A subject with what was noticed on the way.
 *
 * @param notes read all the same: CRLF, a byte order mark, repeats; one line each
 * @param doubts lines that Kconfig did not write; what rests on them is UNKNOWN; one located line
 *     each
 */
public record ReadSubject(KernelSubject subject, List<String> notes, List<String> doubts) {
  public ReadSubject {
    notes = List.copyOf(notes);
    doubts = List.copyOf(doubts);
  }
}
