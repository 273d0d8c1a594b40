package dev.plimsoll.image.tool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The external programs that builds call, whatever for; each can tell its version. */
public enum Program {
  APT_GET("apt-get", "--version", "apt"),
  MKSQUASHFS("mksquashfs", "-version", "squashfs-tools");

  private static final Pattern VERSION = Pattern.compile("\\d+(?:\\.\\d+)+\\S*");
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final String command;
  private final String versionOption;
  private final String debianPackage;

  Program(String command, String versionOption, String debianPackage) {
    this.command = command;
    this.versionOption = versionOption;
    this.debianPackage = debianPackage;
  }

  /** What is executed, e.g. {@code mksquashfs}. */
  public String command() {
    return command;
  }

  /** Debian's package that brings it. */
  public String debianPackage() {
    return debianPackage;
  }

  /**
   * The version that the installed program tells, e.g. {@code 4.5.1}.
   *
   * @param directory where it runs
   * @throws ToolException when the program is missing, or tells none
   */
  public String version(Path directory) throws java.io.IOException {
    String said = new ExternalTool(directory, LIMIT).run(List.of(command, versionOption));
    Matcher found = VERSION.matcher(said);
    if (!found.find()) {
      throw new ToolException(command + " " + versionOption + " tells no version", said);
    }
    return found.group();
  }
}
