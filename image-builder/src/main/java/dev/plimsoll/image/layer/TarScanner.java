package dev.plimsoll.image.layer;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.io.EOFException;
import java.util.Map;

/**
 * Finds the entries of a tar archive whose bytes are pushed through it, front to back, in pieces of
 * any size: ustar, PAX records, GNU long names, base-256 numbers, all sparse formats of GNU tar. It
 * looks at headers alone; the data of files is counted and not copied.
 *
 * <p>Strict where leniency is dangerous: header checksums, names in UTF-8 without NUL, no data cut
 * short, nothing behind the end. Not thread-safe.
 *
 * <pre>
 *   HEADER ─► RECORD (x g L K) ─► HEADER        SPARSE_HEADER: more of an old GNU sparse map
 *      │ ─► [SPARSE_…] ─► DATA ──► HEADER       SPARSE_MAP: the map of PAX sparse 1.0
 *      └─ zero block ─► END
 * </pre>
 */
final class TarScanner {
  private static final int BLOCK = TarHeader.BLOCK;

  /** Old GNU sparse headers: where the pairs, "more follows" and the whole length stand. */
  private static final int GNU_PAIRS_AT = 386;

  private static final int GNU_PAIRS = 4;
  private static final int GNU_EXTENDED = 482;
  private static final int GNU_LENGTH = 483;
  private static final int GNU_MORE_PAIRS = 21;
  private static final int GNU_MORE_EXTENDED = 504;

  private enum State {
    HEADER,
    RECORD,
    SPARSE_HEADER,
    SPARSE_MAP,
    DATA,
    END
  }

  private final IndexBuilder index;
  private final String what;
  private final LayerLimits limits;
  private final byte[] block = new byte[BLOCK];
  private final TarHeader header;
  private State state = State.HEADER;
  private int filled;
  private long position;
  private long skip;
  private byte[] record = new byte[0];
  private char recordType;
  private PaxRecords records;
  private boolean pending;
  private SparseEntry sparse;
  private int headers;

  /** {@code what} names the archive in messages. */
  TarScanner(IndexBuilder index, String what, LayerLimits limits) {
    this.index = index;
    this.what = what;
    this.limits = limits;
    this.header = new TarHeader(block, what);
    this.records = new PaxRecords(what, limits);
    this.sparse = new SparseEntry("", Attributes.generated(0), 0, 0, what, limits);
  }

  /** The next bytes of the archive. */
  void accept(byte[] bytes, int offset, int length) throws LayerException {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      int n = take(bytes, at, end - at);
      at += n;
      position += n;
    }
  }

  /** How many bytes were used, at least one; {@code position} is that of the first. */
  private int take(byte[] bytes, int at, int length) throws LayerException {
    switch (state) {
      case DATA -> {
        int n = (int) Math.min(length, skip);
        skip -= n;
        state = skip == 0 ? State.HEADER : State.DATA;
        return n;
      }
      case END -> {
        for (int i = at; i < at + length; i++) {
          if (bytes[i] != 0) {
            throw bad("data behind its end mark");
          }
        }
        return length;
      }
      case RECORD -> {
        int n = Math.min(length, record.length - filled);
        System.arraycopy(bytes, at, record, filled, n);
        filled += n;
        if (filled == record.length) {
          filled = 0;
          endRecord();
        }
        return n;
      }
      case HEADER, SPARSE_HEADER, SPARSE_MAP -> {
        int n = Math.min(length, BLOCK - filled);
        System.arraycopy(bytes, at, block, filled, n);
        filled += n;
        if (filled == BLOCK) {
          filled = 0;
          endBlock(position + n);
        }
        return n;
      }
    }
    throw new IllegalStateException("state " + state);
  }

  /** The archive is over. */
  void finish() throws LayerException, EOFException {
    switch (state) {
      case HEADER -> {
        if (filled > 0) {
          throw new EOFException("the archive ends in a header");
        } else if (pending) {
          throw bad("no entry after its last extension record");
        }
      }
      case RECORD -> throw new EOFException("the archive ends in an extension record");
      case SPARSE_HEADER, SPARSE_MAP ->
          throw new EOFException("the archive ends in the map of a sparse file");
      case DATA -> throw new EOFException("the archive ends in the data of an entry");
      case END -> {}
    }
  }

  private void endBlock(long next) throws LayerException {
    switch (state) {
      case HEADER -> startEntry(next);
      case SPARSE_HEADER -> {
        sparse.addPairs(header, 0, GNU_MORE_PAIRS);
        if (header.isEmpty(GNU_MORE_EXTENDED)) {
          endSparse(next);
        }
      }
      case SPARSE_MAP -> {
        if (sparse.addMapBlock(block)) {
          endSparse(next);
        }
      }
      case RECORD, DATA, END -> throw new IllegalStateException("a block in state " + state);
    }
  }

  private void startEntry(long next) throws LayerException {
    if (header.isZero()) {
      if (pending) {
        throw bad("no entry after its last extension record");
      }
      state = State.END;
      return;
    }
    header.checkSum();
    if (++headers > limits.maxEntries()) {
      throw limits.exceeded(what, "has more than " + limits.maxEntries() + " entries", "entries");
    }
    char type = header.type();
    if (type == 'x' || type == 'g' || type == 'L' || type == 'K') {
      startRecord(type, header.size());
    } else {
      entry(type == '\0' || type == '7' ? '0' : type, next);
    }
  }

  private void startRecord(char type, long size) throws LayerException {
    if (size > limits.maxHeader()) {
      String found = "has an extension record of " + size + " bytes";
      throw limits.exceeded(what, found + ", more than " + limits.maxHeader(), "header");
    }
    recordType = type;
    record = new byte[(int) size];
    state = State.RECORD;
    if (size == 0) {
      endRecord();
    }
  }

  private void endRecord() throws LayerException {
    switch (recordType) {
      case 'x' -> records.addPax(record);
      case 'L' -> records.setLongName(record);
      case 'K' -> records.setLongLink(record);
      default -> PaxRecords.checkGlobal(record, what, limits);
    }
    pending |= recordType != 'g';
    skip(padding(record.length));
    record = new byte[0];
  }

  private void entry(char type, long next) throws LayerException {
    long size = pending && records.size().isPresent() ? records.size().getAsLong() : header.size();
    // the header's own field is not read when a record replaces it: it may be cut anywhere
    String name = pending && records.name().isPresent() ? records.name().get() : header.name();
    String link =
        pending && records.linkName().isPresent() ? records.linkName().get() : header.linkName();
    // the oldest tars mark directories by their names
    char kind = type == '0' && name.endsWith("/") ? '5' : type;
    if (kind == '1') {
      size = 0; // ustar lets the size of the file stand here; no data follows
    } else if (kind != '0' && kind != 'S' && size != 0) {
      throw bad(
          "entry "
              + FormatException.quote(name)
              + " of type '"
              + printable(kind)
              + "' has size "
              + size);
    }
    Attributes attributes = attributes(name);
    if (kind == 'S' || kind == '0' && records.isSparse()) {
      startSparse(
          kind, new SparseEntry(name, attributes, sparseLength(kind), size, what, limits), next);
    } else {
      index.add(name, kind, attributes, index.data(name, next, size, size), link);
      endEntry(size);
    }
  }

  private long sparseLength(char kind) throws LayerException {
    return kind == 'S' ? header.number(GNU_LENGTH, 12, "sparse length") : records.sparseSize();
  }

  private void startSparse(char kind, SparseEntry entry, long next) throws LayerException {
    sparse = entry;
    index.checkSize(entry.name(), sparseLength(kind), entry.stored());
    if (kind == 'S') {
      sparse.addPairs(header, GNU_PAIRS_AT, GNU_PAIRS);
      state = State.SPARSE_HEADER;
      if (header.isEmpty(GNU_EXTENDED)) {
        endSparse(next);
      }
    } else if (records.isSparseMapInData()) {
      state = State.SPARSE_MAP;
    } else {
      sparse.addNumbers(records.sparseNumbers());
      endSparse(next);
    }
  }

  private void endSparse(long next) throws LayerException {
    SparseMap map = sparse.map();
    Content data = index.data(sparse.name(), next, sparse.stored(), map.length());
    index.addSparse(sparse.name(), sparse.attributes(), new Content.Sparse(data, map));
    endEntry(sparse.stored());
  }

  private Attributes attributes(String name) throws LayerException {
    long uid = pending && records.uid().isPresent() ? records.uid().getAsLong() : header.uid();
    long gid = pending && records.gid().isPresent() ? records.gid().getAsLong() : header.gid();
    long mtime =
        pending && records.mtime().isPresent() ? records.mtime().getAsLong() : header.mtime();
    if (uid > Integer.MAX_VALUE || gid > Integer.MAX_VALUE) {
      throw new LayerException(
          what
              + ": the entry "
              + FormatException.quote(name)
              + " has a user or group id beyond 31 bits");
    }
    Map<String, Bytes> xattrs = pending ? records.xattrs() : Map.of();
    return index.attributes(header.mode(), (int) uid, (int) gid, mtime, xattrs);
  }

  private void endEntry(long size) {
    if (pending) {
      records = new PaxRecords(what, limits);
      pending = false;
    }
    skip(size + padding(size));
  }

  private static long padding(long size) {
    return (BLOCK - size % BLOCK) % BLOCK;
  }

  private void skip(long bytes) {
    skip = bytes;
    state = bytes == 0 ? State.HEADER : State.DATA;
  }

  private static char printable(char type) {
    return type > ' ' && type <= '~' ? type : '?';
  }

  private LayerException bad(String why) {
    return new LayerException(what + ": has " + why);
  }
}
