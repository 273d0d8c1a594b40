package dev.plimsoll.image;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.YamlList;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlNode.YamlScalar;
import dev.plimsoll.formats.yaml.YamlReader;
import dev.plimsoll.image.source.Reference;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.spec.PackageTags;
import dev.plimsoll.image.tool.ExternalTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Resolves {@code @pkg:PATH} as LinuxKit's package tool tags what it builds: {@code
 * docker.io/ORG/IMAGE:HASH}, where organisation and image come from the package's {@code build.yml}
 * and the hash is that of its directory in the commit that is checked out ({@code git ls-tree
 * HEAD}). Further source directories are hashed into it; uncommitted changes add {@code
 * -dirty-XXXXXXX}. Paths start at the file that has the template. Runs {@code git}, which asks
 * nobody over the network.
 */
public final class GitPackages implements PackageTags {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int MAX_BUILD_FILE = 1 << 20;
  private static final String DEFAULT_ORGANISATION = "linuxkit";
  private static final String DOCKER = "docker://";

  private final Path folder;

  /**
   * @param folder where templates start that stand in no file, such as standard input
   */
  public GitPackages(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  @Override
  public String resolve(Located<String> template) throws FormatException {
    try {
      Path directory = directory(template).toRealPath();
      BuildFile build = BuildFile.read(directory.resolve("build.yml"));
      GitTree git = new GitTree(new ExternalTool(directory, LIMIT));
      String hash = git.hash(directory);
      if (!build.extraSources.isEmpty()) {
        StringBuilder hashes = new StringBuilder(hash);
        for (String source : build.extraSources) {
          Path extra = directory.resolve(source).toRealPath();
          hashes.append(new GitTree(new ExternalTool(extra, LIMIT)).hash(extra));
        }
        hash = GitTree.sha1(hashes.toString());
      }
      String full = hash + git.dirtySuffix(directory);
      String name = build.organisation + "/" + build.image + ":" + build.tag(full);
      return Reference.parse(new Located<>(name, template.at())).text().substring(DOCKER.length());
    } catch (IOException | FormatException e) {
      String why =
          e instanceof java.nio.file.NoSuchFileException n
              ? "there is no " + n.getFile()
              : String.valueOf(e.getMessage());
      throw new FormatException(
          template.at() + ": " + FormatException.quote(template.value()) + ": " + why, e);
    }
  }

  private Path directory(Located<String> template) throws FormatException {
    String path = template.value().substring(TEMPLATE.length());
    try {
      Path file = folder.resolve(template.at().file());
      Path base = Optional.ofNullable(file.getParent()).filter(Files::isDirectory).orElse(folder);
      if (path.isBlank()) {
        throw new FormatException("wanted @pkg:DIRECTORY");
      }
      return base.resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw new FormatException("no usable path: " + e.getReason(), e);
    }
  }

  /** What a package's {@code build.yml} says about its tag. */
  private record BuildFile(
      String image, String organisation, Optional<String> template, List<String> extraSources) {
    private static final String HASH = "{{.Hash}}";

    static BuildFile read(Path file) throws IOException, FormatException {
      if (!Files.exists(file)) {
        throw new FormatException("the package has no build.yml");
      }
      if (Files.size(file) > MAX_BUILD_FILE) {
        throw new FormatException("build.yml is over " + MAX_BUILD_FILE + " bytes");
      }
      YamlNode root = YamlReader.parse("build.yml", Bytes.copyOf(Files.readAllBytes(file)));
      if (!(root instanceof YamlMap map)) {
        throw new FormatException("build.yml: found " + root.kind() + ", wanted a mapping");
      }
      String image = text(map, "image").orElse("");
      if (!image.matches("[a-z0-9][a-z0-9._/-]{0,127}")) {
        throw new FormatException("build.yml: \"image\" is missing or no image name");
      }
      String organisation = text(map, "org").orElse(DEFAULT_ORGANISATION);
      if (!organisation.matches("[a-z0-9][a-z0-9._/:-]{0,127}")) {
        throw new FormatException("build.yml: \"org\" is no organisation");
      }
      return new BuildFile(image, organisation, text(map, "tag"), extraSources(map));
    }

    private static Optional<String> text(YamlMap map, String key) {
      return map.find(key)
          .filter(YamlScalar.class::isInstance)
          .map(n -> ((YamlScalar) n).text())
          .filter(t -> !t.isEmpty());
    }

    /** {@code SOURCE:DESTINATION}; only the source counts. */
    private static List<String> extraSources(YamlMap map) throws FormatException {
      List<String> found = new ArrayList<>();
      if (map.find("extra-sources").orElse(map) instanceof YamlList list) {
        for (YamlNode item : list.items()) {
          String[] parts = item instanceof YamlScalar s ? s.text().split(":", -1) : new String[0];
          if (parts.length != 2) {
            throw new FormatException("build.yml: extra-sources are SOURCE:DESTINATION");
          }
          found.add(parts[0]);
        }
      }
      return found;
    }

    /** A tag template may place the hash; nothing else of its language is known here. */
    String tag(String hash) throws FormatException {
      String tag = template.orElse(HASH).replaceAll("\\{\\{\\s*\\.Hash\\s*}}", hash);
      if (!tag.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")) {
        throw new FormatException("build.yml: \"tag\" is " + FormatException.quote(tag));
      }
      return tag;
    }
  }
}
