package dev.plimsoll.image.provenance;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.intoto.Statement.Subject;
import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.source.LockText;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All inputs of one build and the digests of its files.
 *
 * @param formats in writing order, without provenance
 * @param options of the command that change what is written, by name
 * @param specs YAML texts in merge order
 * @param files local files and layouts that the specification names, by path
 * @param packageTags what every {@code @pkg:} template was found to be
 * @param agent what went into stage 1, where something did
 * @param lock what every reference was found to be, of this build alone
 * @param tools versions of everything that the bytes depend on, by name
 * @param subjects files of the build, by name
 */
public record BuildRecord(
    String name,
    Architecture architecture,
    List<String> formats,
    SortedMap<String, String> options,
    List<SpecText> specs,
    List<LocalFile> files,
    SortedMap<String, String> packageTags,
    Optional<AgentInputs> agent,
    LockText lock,
    SortedMap<String, String> tools,
    List<Subject> subjects) {
  public BuildRecord {
    formats = List.copyOf(formats);
    options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
    specs = List.copyOf(specs);
    files = List.copyOf(files);
    packageTags = Collections.unmodifiableSortedMap(new TreeMap<>(packageTags));
    tools = Collections.unmodifiableSortedMap(new TreeMap<>(tools));
    subjects = List.copyOf(subjects);
  }

  /** One YAML text; {@code file} is its name without folder. */
  public record SpecText(String file, Bytes text) {}

  /**
   * A file beside the specification.
   *
   * @param path as the specification has it
   * @param content small files themselves; others are found by digest
   */
  public record LocalFile(String path, Digest digest, Optional<Bytes> content) {}

  /** The boot agent: programs by digest, keys as text. */
  public record AgentInputs(
      Digest program, Digest initScript, Bytes verdictKeys, Bytes releaseKeys, String role) {}

  /** The subjects' digests by name. */
  public Map<String, Digest> digests() {
    Map<String, Digest> found = new TreeMap<>();
    subjects.forEach(s -> found.put(s.name(), s.digest()));
    return found;
  }
}
