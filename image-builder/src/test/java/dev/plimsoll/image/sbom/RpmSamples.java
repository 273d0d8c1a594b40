package dev.plimsoll.image.sbom;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Headers and databases as rpm writes them, from its format's description. */
final class RpmSamples {
  private RpmSamples() {}

  static byte[] header(String name, String version, String summary) {
    Map<Integer, String> texts =
        new TreeMap<>(
            Map.of(
                1000,
                name,
                1001,
                version,
                1002,
                "1.fc40",
                1004,
                summary,
                1011,
                "Fedora Project",
                1014,
                "GPLv2+ and MIT",
                1022,
                "x86_64",
                1044,
                name + "-src.rpm"));
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    List<int[]> index = new ArrayList<>();
    index.add(new int[] {1003, 4, 0, 1}); // epoch 2
    data.writeBytes(new byte[] {0, 0, 0, 2});
    texts.forEach(
        (tag, text) -> {
          index.add(new int[] {tag, tag == 1004 ? 9 : 6, data.size(), 1});
          data.writeBytes((text + "\0").getBytes(StandardCharsets.UTF_8));
        });
    ByteBuffer out = ByteBuffer.allocate(8 + 16 * index.size() + data.size());
    out.putInt(index.size()).putInt(data.size());
    index.forEach(e -> out.putInt(e[0]).putInt(e[1]).putInt(e[2]).putInt(e[3]));
    return out.put(data.toByteArray()).array();
  }

  static byte[] ndb(byte[]... headers) {
    ByteBuffer out = ByteBuffer.allocate(4096 + 16 * 1024).order(ByteOrder.LITTLE_ENDIAN);
    out.put("RpmP".getBytes(StandardCharsets.US_ASCII)).putInt(0).putInt(7).putInt(1);
    for (int slot = 2; slot < 256; slot++) {
      out.position(slot * 16);
      out.put("Slot".getBytes(StandardCharsets.US_ASCII));
    }
    int block = 256;
    for (int i = 0; i < headers.length; i++) {
      int blocks = (16 + headers[i].length + 31) / 16;
      out.position((2 + i) * 16 + 4);
      out.putInt(i + 1).putInt(block).putInt(blocks);
      out.position(block * 16);
      out.put("BlbS".getBytes(StandardCharsets.US_ASCII)).putInt(i + 1).putInt(7);
      out.putInt(headers[i].length).put(headers[i]);
      block += blocks;
    }
    return out.array();
  }

  /** One hash page whose values lie in chains of overflow pages of 512 bytes. */
  static byte[] berkeley(ByteOrder order, byte[]... headers) {
    int page = 512;
    int part = page - 26;
    int overflow = 0;
    for (byte[] header : headers) {
      overflow += (header.length + part - 1) / part;
    }
    ByteBuffer out = ByteBuffer.allocate((2 + overflow) * page).order(order);
    out.putInt(12, 0x061561).putInt(16, 9).putInt(20, page).put(25, (byte) 8);
    int entries = 2 * headers.length + 2;
    out.putShort(page + 20, (short) entries).put(page + 25, (byte) 13);
    int free = page;
    int next = 2;
    for (int i = 0; i <= headers.length; i++) {
      free -= 5; // the key: a number
      out.putShort(page + 26 + 4 * i, (short) free).put(page + free, (byte) 1);
      if (i == headers.length) {
        free -= 5; // the counter of packages lies in the page itself
        out.putShort(page + 26 + 4 * i + 2, (short) free).put(page + free, (byte) 1);
        break;
      }
      free -= 12;
      out.putShort(page + 26 + 4 * i + 2, (short) free);
      out.put(page + free, (byte) 3).putInt(page + free + 4, next);
      out.putInt(page + free + 8, headers[i].length);
      for (int at = 0; at < headers[i].length; at += part) {
        int length = Math.min(part, headers[i].length - at);
        int base = next * page;
        boolean last = at + length == headers[i].length;
        out.putInt(base + 8, next).putInt(base + 16, last ? 0 : next + 1);
        out.putShort(base + 20, (short) 1).putShort(base + 22, (short) length);
        out.put(base + 25, (byte) 7);
        out.position(base + 26);
        out.put(headers[i], at, length);
        next++;
      }
    }
    return out.array();
  }
}
