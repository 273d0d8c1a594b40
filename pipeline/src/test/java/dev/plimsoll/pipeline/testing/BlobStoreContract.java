package dev.plimsoll.pipeline.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.store.DigestMismatchException;
import dev.plimsoll.pipeline.BlobStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What every blob store does; run against the fake and each adapter. */
public abstract class BlobStoreContract {
  private static final Bytes HELLO = Bytes.ofUtf8("hello");
  private static final Digest ABSENT = Bytes.ofUtf8("absent").digest();

  /** A store with nothing in it. */
  protected abstract BlobStore emptyStore() throws Exception;

  @Test
  void givesBackWhatWasPut_anyNumberOfTimes() throws Exception {
    BlobStore store = emptyStore();
    Descriptor put = store.put("text/plain", HELLO);
    assertThat(store.put("text/plain", HELLO)).isEqualTo(put);
    assertThat(put).isEqualTo(Descriptor.of("text/plain", HELLO.digest(), 5));
    assertThat(store.readDocument(HELLO.digest())).isEqualTo(HELLO);
    assertThat(Files.readAllBytes(store.find(HELLO.digest()).orElseThrow()))
        .isEqualTo(HELLO.toArray());
    assertThat(store.findVerified(HELLO.digest())).hasBinaryContent(HELLO.toArray());
  }

  @Test
  void knowsNothing_whenNothingWasPut() throws Exception {
    BlobStore store = emptyStore();
    assertThat(store.find(ABSENT)).isEmpty();
    assertThatThrownBy(() -> store.read(ABSENT, 10)).isInstanceOf(FileNotFoundException.class);
    assertThatThrownBy(() -> store.findVerified(ABSENT)).isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void storesNothing_whenContentIsNotWhatWasPromised() throws Exception {
    BlobStore store = emptyStore();
    assertThatThrownBy(() -> store.put("text/plain", HELLO.openStream(), ABSENT))
        .isInstanceOfSatisfying(
            DigestMismatchException.class,
            e -> {
              assertThat(e.expected()).isEqualTo(ABSENT);
              assertThat(e.found()).isEqualTo(HELLO.digest());
            });
    assertThat(store.find(ABSENT)).isEmpty();
    assertThat(store.find(HELLO.digest())).isEmpty();
  }

  @Test
  void storesNothing_whenTheSourceBreaksOff() throws Exception {
    BlobStore store = emptyStore();
    InputStream broken =
        new SequenceInputStream(
            Bytes.ofUtf8("xxx").openStream(),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("broken off");
              }

              @Override
              public int read(byte[] buffer, int from, int length) throws IOException {
                return read();
              }
            });
    assertThatThrownBy(() -> store.put("text/plain", broken)).isInstanceOf(IOException.class);
    assertThat(store.find(Bytes.ofUtf8("xxx").digest())).isEmpty();
  }

  @Test
  void refusesBlob_thatWasChangedInPlace() throws Exception {
    BlobStore store = emptyStore();
    store.put("text/plain", HELLO);
    store.findVerified(HELLO.digest());
    Path file = store.find(HELLO.digest()).orElseThrow();
    Files.writeString(file, "hullo");
    Files.setLastModifiedTime(
        file, java.nio.file.attribute.FileTime.fromMillis(1_700_000_000_000L));
    assertThatThrownBy(() -> store.read(HELLO.digest(), 10))
        .isInstanceOf(DigestMismatchException.class);
    assertThatThrownBy(() -> store.findVerified(HELLO.digest()))
        .isInstanceOf(DigestMismatchException.class);
    store.put("text/plain", HELLO);
    assertThat(store.readDocument(HELLO.digest())).isEqualTo(HELLO);
  }

  @Test
  void refusesToRead_moreThanTheLimit() throws Exception {
    BlobStore store = emptyStore();
    store.put("text/plain", HELLO);
    assertThatThrownBy(() -> store.read(HELLO.digest(), 4)).isInstanceOf(IOException.class);
  }
}
