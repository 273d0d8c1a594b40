package dev.plimsoll.image.spec;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.image.spec.FileSpec.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads one entry of {@code files:}. */
final class FileParser {
  private static final Set<String> KEYS =
      Set.of(
          "path",
          "contents",
          "source",
          "metadata",
          "symlink",
          "directory",
          "optional",
          "mode",
          "uid",
          "gid");
  private static final int MAX_CONTENTS = 4 << 20;
  private static final long MAX_ID = Integer.MAX_VALUE;

  private FileParser() {}

  static FileSpec parse(YamlNode node, String what, SpecContext context) throws FormatException {
    return Fields.inOrder(node, what, KEYS, f -> file(f, context));
  }

  private static FileSpec file(Fields fields, SpecContext context) throws FormatException {
    Located<String> path = Checks.imagePath(fields.require("path", "x"), fields.path("path"));
    Content content = content(fields);
    Optional<Located<String>> mode =
        fields
            .string("mode", "a string of octal digits in quotes, as in \"0644\"")
            .filter(m -> !m.value().isEmpty());
    int bits =
        mode.isPresent()
            ? Checks.mode(mode.get(), fields.path("mode")).value()
            : content instanceof FileSpec.Directory ? 0700 : 0600;
    return new FileSpec(
        path, content, bits, id(fields, "uid", context), id(fields, "gid", context), fields.at());
  }

  private static Content content(Fields fields) throws FormatException {
    boolean optional = fields.bool("optional").map(Located::value).orElse(false);
    List<Content> found = new ArrayList<>();
    fields
        .text("contents", MAX_CONTENTS)
        .ifPresent(c -> found.add(new FileSpec.Text(Bytes.ofUtf8(c.value()))));
    Optional<Located<String>> source = notEmpty(fields, "source");
    if (source.isPresent()) {
      Checks.localPath(source.get(), fields.path("source"));
      found.add(new FileSpec.Source(source.get(), optional));
    }
    Optional<Located<String>> metadata = notEmpty(fields, "metadata");
    if (metadata.isPresent()) {
      Checks.oneOf(metadata.get(), fields.path("metadata"), "yaml", "json");
      found.add(
          new FileSpec.Metadata(
              FileSpec.Metadata.Form.valueOf(metadata.get().value().toUpperCase(Locale.ROOT))));
    }
    Optional<Located<String>> symlink = notEmpty(fields, "symlink");
    if (symlink.isPresent()) {
      found.add(new FileSpec.Link(Checks.localPath(symlink.get(), fields.path("symlink")).value()));
    }
    if (fields.bool("directory").map(Located::value).orElse(false)) {
      found.add(new FileSpec.Directory());
    }
    if (found.isEmpty() && !fields.isWhole()) {
      return new FileSpec.Directory();
    }
    if (found.size() != 1) {
      throw new FormatException(
          fields.at().toString(),
          fields.what()
              + ": "
              + (found.isEmpty() ? "has none" : "has " + found.size())
              + " of contents, source, metadata, symlink, directory; wanted exactly one");
    }
    return found.getFirst();
  }

  private static Optional<Located<String>> notEmpty(Fields fields, String key)
      throws FormatException {
    return fields.string(key).filter(t -> !t.value().isEmpty());
  }

  private static int id(Fields fields, String key, SpecContext context) throws FormatException {
    return fields.id(key, MAX_ID, context).map(l -> Math.toIntExact(l.value())).orElse(0);
  }
}
