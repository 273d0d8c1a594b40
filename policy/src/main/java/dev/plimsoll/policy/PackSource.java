package dev.plimsoll.policy;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.policy.PolicyDocument.Word;
import java.io.IOException;

/** Where {@link PackMerger} gets policy files and control maps from. Implementations may block. */
interface PackSource {
  /**
   * One file that was found and read.
   *
   * @param key the same for the same file, however it was named
   * @param document what stands in it
   */
  record PackFile(String key, PolicyDocument document) {}

  /**
   * The pack that {@code from} names; a relative path starts at the folder of {@code from}.
   *
   * @throws FormatException when there is none, at the place of its name; or when it is wrong
   */
  PackFile find(Word name, PackFile from) throws FormatException, IOException;

  /**
   * The control map that {@code from} names: {@code shipped}, or a path.
   *
   * @throws FormatException as {@link #find}
   */
  ControlMap controlMap(Word name, PackFile from) throws FormatException, IOException;
}
