package dev.plimsoll.image.output;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.FileTree.Placed;
import dev.plimsoll.image.layer.Node.Directory;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Node.Symlink;
import dev.plimsoll.image.layer.Section;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a tree as a pax tar (POSIX.1-2001), one way only: entries in path order, PAX records only
 * where ustar has no room, sorted by key, two zero blocks at the end and no further padding. The
 * first path of a hard-linked file has the data, the others link to it.
 */
public final class TarWriter {
  private static final int BLOCK = 512;
  private static final long MAX_OCTAL_SIZE = 0_77777777777L;
  private static final int MAX_OCTAL_ID = 0_7777777;

  private final OutputStream out;
  private final Records more;

  /** Further PAX records of an entry, by key. */
  private interface Records {
    Map<String, String> of(Placed entry);
  }

  private TarWriter(OutputStream out, Records more) {
    this.out = out;
    this.more = more;
  }

  /** Writes all of {@code tree}; does not close {@code out}. */
  public static void write(FileTree tree, OutputStream out) throws IOException {
    write(tree, out, entry -> Map.of());
  }

  /**
   * As {@link #write}, and says where each entry came from: {@code LINUXKIT.location} is the
   * section of the specification, {@code LINUXKIT.source} what was fetched for it.
   */
  public static void writeAttributed(FileTree tree, OutputStream out) throws IOException {
    write(tree, out, entry -> attribution(entry.section()));
  }

  private static Map<String, String> attribution(Section section) {
    return section.source().isEmpty()
        ? Map.of("LINUXKIT.location", section.location())
        : Map.of("LINUXKIT.location", section.location(), "LINUXKIT.source", section.source());
  }

  /** For archives of single files; {@link #end} ends them. */
  static TarWriter to(OutputStream out) {
    return new TarWriter(out, entry -> Map.of());
  }

  /** Writes root's file {@code path} with the fixed time, whose content is {@code parts} joined. */
  void file(String path, int mode, List<Content> parts) throws IOException {
    long size = parts.stream().mapToLong(Content::length).sum();
    header(path, '0', Attributes.generated(mode), size, "", new TreeMap<>());
    for (Content part : parts) {
      part.writeTo(out);
    }
    pad(size);
  }

  void end() throws IOException {
    out.write(new byte[2 * BLOCK]);
  }

  private static void write(FileTree tree, OutputStream out, Records more) throws IOException {
    TarWriter writer = new TarWriter(out, more);
    HardLinks links = HardLinks.of(tree);
    for (Map.Entry<String, Placed> e : tree.entries().entrySet()) {
      writer.entry(e.getKey(), e.getValue(), links);
    }
    writer.end();
  }

  private void entry(String path, Placed placed, HardLinks links) throws IOException {
    Map<String, byte[]> pax = new TreeMap<>();
    more.of(placed).forEach((key, value) -> pax.put(key, value.getBytes(StandardCharsets.UTF_8)));
    switch (placed.node()) {
      case Directory d -> header(path + "/", '5', d.attributes(), 0, "", pax);
      case Symlink l -> header(path, '2', l.attributes(), 0, l.target(), pax);
      case RegularFile f -> {
        String first = links.paths(f).getFirst();
        if (first.equals(path)) {
          header(path, '0', f.attributes(), f.content().length(), "", pax);
          data(f);
        } else {
          header(path, '1', f.attributes(), 0, first, pax);
        }
      }
    }
  }

  private void data(RegularFile file) throws IOException {
    file.content().writeTo(out);
    pad(file.content().length());
  }

  private void header(
      String name, char type, Attributes a, long size, String link, Map<String, byte[]> pax)
      throws IOException {
    byte[] nameBytes = ustar("path", name, pax);
    byte[] linkBytes = ustar("linkpath", link, pax);
    if (size > MAX_OCTAL_SIZE) {
      pax.put("size", ascii(Long.toString(size)));
    }
    if (a.uid() > MAX_OCTAL_ID) {
      pax.put("uid", ascii(Integer.toString(a.uid())));
    }
    if (a.gid() > MAX_OCTAL_ID) {
      pax.put("gid", ascii(Integer.toString(a.gid())));
    }
    if (type != '1') {
      for (Map.Entry<String, Bytes> x : a.xattrs().entrySet()) {
        pax.put("SCHILY.xattr." + x.getKey(), x.getValue().toArray());
      }
    }
    if (!pax.isEmpty()) {
      byte[] records = paxRecords(pax);
      block(ascii("././@PaxHeader"), 'x', 0644, 0, 0, 0, records.length, new byte[0]);
      out.write(records);
      pad(records.length);
    }
    block(
        nameBytes,
        type,
        a.mode(),
        Math.min(a.uid(), MAX_OCTAL_ID),
        Math.min(a.gid(), MAX_OCTAL_ID),
        Math.min(a.mtime(), MAX_OCTAL_SIZE),
        Math.min(size, MAX_OCTAL_SIZE),
        linkBytes);
  }

  /** The bytes for the 100-byte field; what does not fit is cut there and whole in a record. */
  private static byte[] ustar(String key, String text, Map<String, byte[]> pax) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    boolean ascii = text.chars().allMatch(c -> c < 0x80);
    if (bytes.length > 100 || !ascii) {
      pax.put(key, bytes);
    }
    int end = Math.min(bytes.length, 100);
    while (end > 0 && end < bytes.length && (bytes[end] & 0xc0) == 0x80) {
      end--; // not in the middle of a character
    }
    return Arrays.copyOf(bytes, end);
  }

  /** {@code LENGTH KEY=VALUE\n}, where LENGTH counts itself. */
  private static byte[] paxRecords(Map<String, byte[]> pax) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Map.Entry<String, byte[]> e : pax.entrySet()) {
      byte[] key = e.getKey().getBytes(StandardCharsets.UTF_8);
      int rest = key.length + e.getValue().length + 3;
      int length = rest + Integer.toString(rest).length();
      length = rest + Integer.toString(length).length();
      all.write(ascii(length + " "));
      all.write(key);
      all.write('=');
      all.write(e.getValue());
      all.write('\n');
    }
    return all.toByteArray();
  }

  private void block(
      byte[] name, char type, int mode, int uid, int gid, long mtime, long size, byte[] link)
      throws IOException {
    byte[] b = new byte[BLOCK];
    System.arraycopy(name, 0, b, 0, name.length);
    octal(b, 100, 8, mode);
    octal(b, 108, 8, uid);
    octal(b, 116, 8, gid);
    octal(b, 124, 12, size);
    octal(b, 136, 12, mtime);
    b[156] = (byte) type;
    System.arraycopy(link, 0, b, 157, link.length);
    System.arraycopy(ascii("ustar\0" + "00"), 0, b, 257, 8);
    octal(b, 329, 8, 0);
    octal(b, 337, 8, 0);
    Arrays.fill(b, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte x : b) {
      sum += x & 0xff;
    }
    octal(b, 148, 7, sum);
    out.write(b);
  }

  private static void octal(byte[] block, int offset, int length, long value) {
    long left = value;
    for (int i = offset + length - 2; i >= offset; i--) {
      block[i] = (byte) ('0' + (left & 7));
      left >>= 3;
    }
    block[offset + length - 1] = 0;
  }

  private void pad(long size) throws IOException {
    out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
