package dev.plimsoll.image.output;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * One gzip member (RFC 1952) whose blocks of 1 MiB are deflated side by side. Each block starts
 * with the 32 KiB before it as its dictionary and ends with a sync flush, so that the blocks joined
 * are one deflate stream; an empty last block ends it. The bytes depend on input and level alone:
 * block borders are fixed, whoever works on them. At most a few blocks are in memory. Used by one
 * thread.
 */
final class ParallelGzip extends OutputStream {
  private static final int BLOCK = 1 << 20;
  private static final int WINDOW = 1 << 15;
  private static final int IN_FLIGHT = Runtime.getRuntime().availableProcessors() + 2;

  /** No name, no time, no operating system. */
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  /** A last block without content: fixed codes, end of block. */
  private static final byte[] END = {3, 0};

  private final OutputStream out;
  private final int level;
  private final ExecutorService workers;
  private final Queue<Future<byte[]>> running = new ArrayDeque<>();
  private final CRC32 crc = new CRC32();
  private byte[] window = new byte[0];
  private byte[] block = new byte[BLOCK];
  private int used;
  private long size;
  private boolean closed;

  /** Closing this closes {@code out}; {@code workers} are the caller's. */
  ParallelGzip(OutputStream out, int level, ExecutorService workers) throws IOException {
    this.out = out;
    this.level = level;
    this.workers = workers;
    out.write(HEADER);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int now = Math.min(length - done, BLOCK - used);
      System.arraycopy(bytes, offset + done, block, used, now);
      used += now;
      done += now;
      if (used == BLOCK) {
        submit();
      }
    }
  }

  private void submit() throws IOException {
    byte[] full = block;
    int length = used;
    byte[] before = window;
    crc.update(full, 0, length);
    size += length;
    window = Arrays.copyOfRange(full, Math.max(0, length - WINDOW), length);
    block = new byte[BLOCK];
    used = 0;
    if (running.size() == IN_FLIGHT) {
      out.write(await(running.remove()));
    }
    running.add(workers.submit(() -> deflate(full, length, before)));
  }

  private byte[] deflate(byte[] bytes, int length, byte[] before) {
    Deflater deflater = new Deflater(level, true);
    try {
      if (before.length > 0) {
        deflater.setDictionary(before);
      }
      deflater.setInput(bytes, 0, length);
      byte[] packed = new byte[length / 2 + 1024];
      int used = 0;
      for (; ; ) {
        used += deflater.deflate(packed, used, packed.length - used, Deflater.SYNC_FLUSH);
        if (used < packed.length) {
          return Arrays.copyOf(packed, used);
        }
        packed = Arrays.copyOf(packed, packed.length * 2);
      }
    } finally {
      deflater.end();
    }
  }

  private static byte[] await(Future<byte[]> block) throws IOException {
    try {
      return block.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the build was cancelled");
    } catch (ExecutionException e) {
      throw new IllegalStateException(Optional.ofNullable(e.getCause()).orElse(e));
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (out) {
      if (used > 0) {
        submit();
      }
      while (!running.isEmpty()) {
        out.write(await(running.remove()));
      }
      out.write(END);
      littleEndian((int) crc.getValue());
      littleEndian((int) size);
    } finally {
      running.forEach(b -> b.cancel(true));
    }
  }

  private void littleEndian(int value) throws IOException {
    for (int shift = 0; shift < 32; shift += 8) {
      out.write(value >>> shift);
    }
  }
}
