package dev.plimsoll.verifier.tuf;

import dev.plimsoll.formats.Bytes;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The client workflow without a network: what stands in the store is its own source, and every
 * check is made again, expiry at a time that the application names. Nothing is written, so a
 * failure here costs no later update. That the repository has nothing newer is what nobody can know
 * offline: the caller must say that it worked offline, and as of when.
 */
public final class OfflineSource {
  private static final Pattern NEWER_ROOT = Pattern.compile("\\d+\\.root\\.json");
  private static final Pattern VERSION = Pattern.compile("\\d+\\.");

  private OfflineSource() {}

  /**
   * An updater over {@code store} alone; {@link Updater#refresh} fetches nothing.
   *
   * @param at the time that expiries are compared with
   */
  public static Updater updater(TrustedStore store, UpdaterPolicy policy, Instant at)
      throws IOException, TufException {
    return Updater.of(new Unchanged(store), source(store), policy, at);
  }

  private static MetadataSource source(TrustedStore store) {
    return (name, maxBytes) -> {
      if (NEWER_ROOT.matcher(name).matches()) {
        return Optional.empty(); // none is newer than the one that is trusted
      }
      String role = name.substring(0, name.length() - RoleFiles.JSON.length());
      Matcher version = VERSION.matcher(role);
      if (version.lookingAt()) { // a role may itself begin with a number
        Optional<Bytes> file = store.load(RoleFiles.unquote(role.substring(version.end())));
        if (file.isPresent()) {
          return file;
        }
      }
      return store.load(RoleFiles.unquote(role));
    };
  }

  /** What the updater forgets it forgets here; what it would store is there already. */
  private static final class Unchanged implements TrustedStore {
    private final TrustedStore store;
    private final Set<String> deleted = new HashSet<>();

    private Unchanged(TrustedStore store) {
      this.store = store;
    }

    @Override
    public Optional<Bytes> load(String role) throws IOException {
      return deleted.contains(role) ? Optional.empty() : store.load(role);
    }

    @Override
    public void save(String role, Bytes file) {
      // verified, and the same bytes
    }

    @Override
    public void delete(String role) {
      deleted.add(role);
    }

    @Override
    public Optional<Instant> latestTime() throws IOException {
      return store.latestTime();
    }
  }
}
