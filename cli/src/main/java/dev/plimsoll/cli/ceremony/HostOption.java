package dev.plimsoll.cli.ceremony;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Key;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ROLE=FILE[,FILE…][:N]}: who releases images to the hosts of a role. */
public record HostOption(String role, List<Path> keys, long threshold) {
  private static final Pattern FORM = Pattern.compile("([^=]+)=(.+?)(?::([0-9]{1,3}))?");

  public HostOption {
    keys = List.copyOf(keys);
  }

  public static HostOption parse(String text) throws CommandFailure {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw CommandFailure.wrong("--host is \"" + text + "\", wanted ROLE=FILE[,FILE…][:N]");
    }
    String threshold = parts.group(3);
    return new HostOption(
        parts.group(1),
        Arrays.stream(parts.group(2).split(",", -1)).map(Path::of).toList(),
        threshold == null ? 1 : Long.parseLong(threshold));
  }

  public DelegatedRole delegation(Map<String, Key> managers) throws CommandFailure {
    return HostRole.delegation("host-" + role, managers, threshold);
  }
}
