package dev.plimsoll.verifier.tuf;

import dev.plimsoll.formats.Bytes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A store whose machine stops at the first call of a kind for one of some roles. */
final class CrashingStore implements TrustedStore {
  private final TrustedStore store;
  private final Call call;
  private final List<String> roles;

  CrashingStore(TrustedStore store, Call call, String... roles) {
    this.store = store;
    this.call = call;
    this.roles = List.of(roles);
  }

  enum Call {
    BEFORE_SAVE,
    AFTER_SAVE,
    BEFORE_DELETE,
    AFTER_DELETE
  }

  private void crash(Call now, String role) throws IOException {
    if (call == now && roles.contains(role)) {
      throw new IOException("crash: " + now + " " + role);
    }
  }

  @Override
  public Optional<Bytes> load(String role) throws IOException {
    return store.load(role);
  }

  @Override
  public void save(String role, Bytes file) throws IOException {
    crash(Call.BEFORE_SAVE, role);
    store.save(role, file);
    crash(Call.AFTER_SAVE, role);
  }

  @Override
  public void delete(String role) throws IOException {
    crash(Call.BEFORE_DELETE, role);
    store.delete(role);
    crash(Call.AFTER_DELETE, role);
  }
}
