package dev.plimsoll.image.spec;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads LinuxKit YAML. Anything it does not understand is an error with a place, never skipped: a
 * setting that is dropped in silence is a hole in the image. Of several errors in a file the first
 * is reported.
 *
 * <p>Thread-safe; no I/O but for what a {@link PackageTags} does.
 */
public final class SpecParser {
  private SpecParser() {}

  /** One YAML text and the name that messages give it. */
  public record Source(String file, Bytes text) {}

  /** Parses and merges {@code sources} in order; references are not looked at. */
  public static ImageSpec parse(List<Source> sources) throws FormatException {
    return parse(sources, ReferenceGrammar.ANY, PackageTags.NONE);
  }

  /** Parses and merges {@code sources} in order, and checks the sum. */
  public static ImageSpec parse(
      List<Source> sources, ReferenceGrammar grammar, PackageTags packages) throws FormatException {
    if (sources.isEmpty()) {
      throw new FormatException("no specification given");
    }
    List<YamlMap> documents = new ArrayList<>();
    for (Source source : sources) {
      YamlNode root = YamlReader.parse(source.file(), source.text());
      YamlMap document = Fields.asMap(SpecNodes.resolved(root, packages), "");
      // each file alone: its own errors come before what it disagrees with others about
      SectionParser.parse(document, SpecContext.ofOneFile(grammar));
      documents.add(document);
    }
    YamlMap merged = SpecNodes.merged(documents);
    return SectionParser.parse(merged, SectionParser.context(merged, grammar));
  }

  /**
   * Parses the text of an {@code org.mobyproject.config} label.
   *
   * @param spec what the label's container belongs to: volumes and containers that it may name
   */
  public static ContainerSettings parseLabel(String where, String text, ImageSpec spec)
      throws FormatException {
    YamlNode root =
        SpecNodes.resolved(YamlReader.parse(where, Bytes.ofUtf8(text)), PackageTags.NONE);
    SpecContext context = SectionParser.context(spec.merged(), ReferenceGrammar.ANY);
    return Fields.inOrder(
        root, "label", SettingsParser.KEYS, f -> SettingsParser.parse(f, context));
  }
}
