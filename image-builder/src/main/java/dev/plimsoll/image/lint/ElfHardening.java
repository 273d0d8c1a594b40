package dev.plimsoll.image.lint;

import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How one ELF file was linked.
 *
 * @param bits 32 or 64
 * @param machine e.g. {@code x86-64}; {@code machine-N} for what has no name here
 * @param rwxSegments loaded segments that are writable and executable at once
 * @param canary whether any function checks a stack canary; empty when no symbols are left to tell
 * @param fortify whether fortified library calls are made; empty when nothing could be fortified
 * @param rpath directories of DT_RPATH, as written
 * @param runpath directories of DT_RUNPATH, as written
 */
record ElfHardening(
    int bits,
    String machine,
    Type type,
    Stack stack,
    Relro relro,
    int rwxSegments,
    Optional<Boolean> canary,
    Optional<Boolean> fortify,
    List<String> rpath,
    List<String> runpath) {
  ElfHardening {
    rpath = List.copyOf(rpath);
    runpath = List.copyOf(runpath);
  }

  /** What the file is to the loader. */
  enum Type {
    /** Runs at the one address that it was linked for. */
    FIXED_EXECUTABLE,
    /** Position-independent, with an interpreter. */
    PIE,
    /** Position-independent, without an interpreter. */
    STATIC_PIE,
    LIBRARY,
    /** Not loaded by itself: a relocatable object such as a kernel module, or a core dump. */
    OBJECT
  }

  /** What PT_GNU_STACK asks for. */
  enum Stack {
    NOT_EXECUTABLE,
    EXECUTABLE,
    /** No such header: loaders of several architectures then make the stack executable. */
    UNMARKED
  }

  /** Whether relocated data is read-only while the program runs. */
  enum Relro {
    NONE,
    /** All but the table of lazily bound functions. */
    PARTIAL,
    FULL
  }

  JsonObject json() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("bits", bits)
            .put("machine", machine)
            .put("type", word(type))
            .put("stack", word(stack))
            .put("relro", word(relro))
            .put("rwxSegments", rwxSegments);
    canary.ifPresent(c -> json.put("canary", c));
    fortify.ifPresent(f -> json.put("fortify", f));
    return json.putStrings("rpath", rpath).putStrings("runpath", runpath).build();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
