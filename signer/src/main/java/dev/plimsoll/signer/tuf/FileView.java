package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Snapshot;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of one published state by the names that clients ask for, e.g. {@code 3.build-0f.json}.
 * Looking one up costs no copy of the list; going through all of them makes one.
 */
final class FileView extends AbstractMap<String, Bytes> {
  private static final Pattern VERSIONED = Pattern.compile("([1-9][0-9]{0,17})\\.(.+)\\.json");

  private final RepositoryState state;

  FileView(RepositoryState state) {
    this.state = state;
  }

  RepositoryState state() {
    return state;
  }

  @Override
  public @Nullable Bytes get(@Nullable Object name) {
    return find(String.valueOf(name)).orElse(null);
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return find(String.valueOf(name)).isPresent();
  }

  private Optional<Bytes> find(String name) {
    if (name.equals(TufDirectory.TIMESTAMP_FILE)) {
      return Optional.of(state.timestamp().file());
    }
    Matcher parts = VERSIONED.matcher(name);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long version = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case Root.TYPE -> Optional.ofNullable(state.roots().get(version));
      case Snapshot.TYPE -> state.snapshots().find(version);
      default -> state.roles().find(parts.group(2)).flatMap(r -> r.versions().find(version));
    };
  }

  @Override
  public Set<Map.Entry<String, Bytes>> entrySet() {
    Map<String, Bytes> all = new TreeMap<>();
    all.put(TufDirectory.TIMESTAMP_FILE, state.timestamp().file());
    state.roots().forEach((version, file) -> all.put(name(version, Root.TYPE), file));
    put(all, Snapshot.TYPE, state.snapshots());
    state.roles().entries().forEach(e -> put(all, e.getKey(), e.getValue().versions()));
    return Map.copyOf(all).entrySet();
  }

  private static void put(Map<String, Bytes> all, String role, FileVersions versions) {
    for (int i = 0; i < versions.files().size(); i++) {
      all.put(name(versions.newest() - i, role), versions.files().get(i));
    }
  }

  private static String name(long version, String role) {
    return version + "." + role + ".json";
  }
}
