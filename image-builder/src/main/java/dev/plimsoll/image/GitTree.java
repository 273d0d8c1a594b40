package dev.plimsoll.image;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.tool.ExternalTool;
import dev.plimsoll.image.tool.ToolException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The state of a directory of a git work tree. */
final class GitTree {
  private static final Pattern ENTRY =
      Pattern.compile("[0-7]{6} tree ([0-9a-f]{40}|[0-9a-f]{64})\t[^\n]+\n?");
  private static final Pattern TREE = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

  /** What the runner returns at most; a longer answer is cut and must not be used. */
  private static final int MAX_ANSWER = 16 << 10;

  private final ExternalTool git;

  /** {@code git} runs in the directory. */
  GitTree(ExternalTool git) {
    this.git = git;
  }

  /** Hash of the tree object that {@code directory} is in the checked-out commit. */
  String hash(Path directory) throws IOException, FormatException {
    Path top = Path.of(run("rev-parse", "--show-toplevel").strip()).toRealPath();
    if (top.equals(directory)) {
      String tree = run("show", "--format=%T", "-s", "HEAD").strip();
      if (TREE.matcher(tree).matches()) {
        return tree;
      }
    } else {
      String path = top.relativize(directory).toString();
      Matcher entry = ENTRY.matcher(run("ls-tree", "--full-tree", "HEAD", "--", path));
      if (entry.matches()) {
        return entry.group(1);
      }
    }
    throw new FormatException("the directory is not in the checked-out commit");
  }

  /** Empty for a clean directory, else {@code -dirty-} and what its files are. */
  String dirtySuffix(Path directory) throws IOException, FormatException {
    String changed =
        run("diff", "--no-ext-diff", "--no-textconv", "--name-only", "HEAD", "--", ".");
    String untracked = run("ls-files", "--exclude-standard", "--others", "--", ".");
    if (changed.isEmpty() && untracked.isEmpty()) {
      return "";
    }
    MessageDigest digest = digest("SHA-256");
    List<String> files = new ArrayList<>(run("ls-files").lines().toList());
    files.addAll(untracked.lines().toList());
    for (String name : files) {
      Path file = directory.resolve(name).normalize();
      if (file.startsWith(directory) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        digest.update(Files.readAllBytes(file));
      }
    }
    return "-dirty-" + HexFormat.of().formatHex(digest.digest()).substring(0, 7);
  }

  static String sha1(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return HexFormat.of().formatHex(digest("SHA-1").digest(bytes));
  }

  private static MessageDigest digest(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + name, e);
    }
  }

  /** The repository's own configuration must not start programs. */
  private String run(String... arguments) throws IOException, FormatException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "git",
                "--no-optional-locks",
                "-c",
                "core.fsmonitor=false",
                "-c",
                "core.hooksPath=/dev/null"));
    command.addAll(List.of(arguments));
    try {
      String answer = git.run(command);
      if (answer.length() >= MAX_ANSWER) {
        throw new FormatException("git " + arguments[0] + " lists too many files");
      }
      return answer;
    } catch (ToolException e) {
      throw new FormatException(String.valueOf(e.getMessage()), e);
    }
  }
}
