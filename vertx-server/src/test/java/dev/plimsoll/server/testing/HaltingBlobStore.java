package dev.plimsoll.server.testing;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.MediaTypes;
import dev.plimsoll.pipeline.BlobStore;
import dev.plimsoll.pipeline.SignatureList;
import dev.plimsoll.pipeline.step.AuditKernel;
import dev.plimsoll.pipeline.step.Decide;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/** A store whose process may end in the middle of writing a step's output. */
public final class HaltingBlobStore implements BlobStore {
  private final BlobStore store;
  private final HaltPoint halt;

  public HaltingBlobStore(BlobStore store, HaltPoint halt) {
    this.store = store;
    this.halt = halt;
  }

  @Override
  public Descriptor put(String mediaType, InputStream in) throws IOException {
    return store.put(mediaType, halting(mediaType, in));
  }

  @Override
  public Descriptor put(String mediaType, InputStream in, Digest expected) throws IOException {
    return store.put(mediaType, halting(mediaType, in), expected);
  }

  /** Ends the process when some bytes of the step's main output are written, but not all. */
  private InputStream halting(String mediaType, InputStream in) {
    String step =
        switch (mediaType) {
          case MediaTypes.ROOT -> "build";
          case AuditKernel.REPORT_TYPE -> "audit";
          case Decide.RECORD_TYPE -> "decide";
          case SignatureList.MEDIA_TYPE -> "sign";
          default -> "";
        };
    return new FilterInputStream(in) {
      private int reads;

      @Override
      public int read(byte[] buffer, int from, int length) throws IOException {
        if (reads++ == 1) {
          halt.reached("middle:" + step);
        }
        return super.read(buffer, from, Math.min(length, 16));
      }
    };
  }

  @Override
  public Optional<Path> find(Digest digest) throws IOException {
    return store.find(digest);
  }

  @Override
  public Bytes read(Digest digest, int maxBytes) throws IOException {
    return store.read(digest, maxBytes);
  }

  @Override
  public Path findVerified(Digest digest) throws IOException {
    return store.findVerified(digest);
  }

  @Override
  public void remove(Digest digest) throws IOException {
    store.remove(digest);
  }
}
