package dev.plimsoll.image.spec;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.image.spec.FileSpec.Content;
import java.util.ArrayList;
import java.util.List;
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

  static FileSpec parse(YamlNode node, String what) throws FormatException {
    Fields fields = Fields.of(node, what, KEYS);
    fields.refuse("metadata", "the image's own description is not available in this version");
    Located<String> path = Checks.imagePath(fields.require("path"), fields.path("path"));
    Content content = content(fields);
    Optional<Located<String>> mode =
        fields.string("mode", "a string of octal digits in quotes, as in \"0644\"");
    int bits =
        mode.isPresent()
            ? Checks.mode(mode.get(), fields.path("mode")).value()
            : content instanceof FileSpec.Directory ? 0700 : 0600;
    return new FileSpec(path, content, bits, id(fields, "uid"), id(fields, "gid"), fields.at());
  }

  private static Content content(Fields fields) throws FormatException {
    boolean optional = fields.bool("optional").map(Located::value).orElse(false);
    List<Content> found = new ArrayList<>();
    fields
        .text("contents", MAX_CONTENTS)
        .ifPresent(c -> found.add(new FileSpec.Text(Bytes.ofUtf8(c.value()))));
    Optional<Located<String>> source = fields.string("source");
    if (source.isPresent()) {
      found.add(new FileSpec.Source(source.get(), optional));
    }
    Optional<Located<String>> symlink = fields.string("symlink");
    if (symlink.isPresent()) {
      if (symlink.get().value().isEmpty() || symlink.get().value().length() > 4095) {
        throw Checks.wrong(symlink.get(), fields.path("symlink"), "wanted a path");
      }
      found.add(new FileSpec.Link(symlink.get().value()));
    }
    if (fields.bool("directory").map(Located::value).orElse(false)) {
      found.add(new FileSpec.Directory());
    }
    if (found.size() != 1) {
      throw new FormatException(
          fields.at().toString(),
          fields.what()
              + ": "
              + (found.isEmpty() ? "has none" : "has " + found.size())
              + " of contents, source, symlink, directory; wanted exactly one");
    }
    return found.getFirst();
  }

  private static int id(Fields fields, String key) throws FormatException {
    return fields.integer(key, 0, MAX_ID).map(l -> Math.toIntExact(l.value())).orElse(0);
  }
}
