package dev.plimsoll.image.layer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.plimsoll.image.testing.RawTar;
import java.util.List;

/** Layers that must be refused, and the words that must follow their place in the message. */
final class HostileLayers {
  private HostileLayers() {}

  /** A hostile layer, and what the message must say. */
  public record Hostile(String why, byte[] layer, String message) {
    @Override
    public String toString() {
      return why;
    }
  }

  private static Hostile hostile(String why, RawTar tar, String message) {
    return new Hostile(why, tar.bytes(), message);
  }

  static List<Hostile> all() {
    byte[] badSum = new RawTar().file("a", "x").bytes();
    badSum[0] = 'b';
    return List.of(
        hostile(
            "a name that climbs out of a service into the host's root",
            new RawTar().file("../../../../etc/planted", "x"),
            "the entry name \"../../../../etc/planted\" climbs with \"..\""),
        hostile(
            "a name that climbs in the middle",
            new RawTar().file("a/../../b", "x"),
            "the entry name \"a/../../b\" climbs with \"..\""),
        hostile(
            "an absolute name",
            new RawTar().file("/etc/passwd", "x"),
            "the entry name \"/etc/passwd\" is absolute"),
        hostile(
            "a PAX path that overrides a harmless name",
            new RawTar().pax("path", "../evil").file("harmless", "x"),
            "the entry name \"../evil\" climbs with \"..\""),
        hostile(
            "a hard link out of the layer",
            new RawTar().hardLink("a", "../../etc/shadow"),
            "the entry name \"../../etc/shadow\" climbs with \"..\""),
        hostile(
            "a hard link to what is not there",
            new RawTar().hardLink("a", "etc/shadow"),
            "the entry \"a\" is a hard link to \"etc/shadow\", which is no file of the"
                + " component"),
        hostile(
            "a hard link to a symbolic link",
            new RawTar().symlink("l", "/etc/shadow").hardLink("a", "l"),
            "the entry \"a\" is a hard link to \"l\", which is no file of the component"),
        hostile(
            "a file through a symbolic link",
            new RawTar().symlink("etc", "/tmp").file("etc/passwd", "x"),
            "\"/etc/passwd\" lies below \"/etc\", which is a symbolic link of the same layer"),
        hostile(
            "a file below a file",
            new RawTar().file("a", "x").file("a/b", "x"),
            "\"/a/b\" lies below \"/a\", which is a file of the same layer"),
        hostile(
            "a character device",
            new RawTar().entry("dev/mem", '3', "", new byte[0]),
            "the entry \"dev/mem\" is a device node"),
        hostile(
            "a block device",
            new RawTar().entry("dev/sda", '4', "", new byte[0]),
            "the entry \"dev/sda\" is a device node"),
        hostile(
            "a pipe",
            new RawTar().entry("p", '6', "", new byte[0]),
            "the entry \"p\" is a named pipe"),
        hostile(
            "a file twice",
            new RawTar().file("a", "x").file("./a", "y"),
            "the entry \"./a\" stands twice in the layer"),
        hostile(
            "a whiteout of the parent",
            new RawTar().file("a/.wh...", ""),
            "the entry \"a/.wh...\" is a whiteout of nothing"),
        hostile(
            "a whiteout of nothing",
            new RawTar().file(".wh.", ""),
            "the entry \".wh.\" is a whiteout of nothing"),
        hostile(
            "a sparse file without its size",
            new RawTar().pax("GNU.sparse.major", "1").file("a", "x"),
            "has a sparse file without its size"),
        hostile(
            "a PAX record whose length lies",
            new RawTar().entry("pax", 'x', "", "999 path=a\n".getBytes()).file("a", "x"),
            "has a malformed PAX record"),
        hostile(
            "a huge extension record",
            new RawTar().entry("pax", 'x', "", new byte[200_000]).file("a", "x"),
            "has an extension record of 200000 bytes, more than 131072 (layer limit header, the"
                + " default)"),
        hostile(
            "a path part beyond what file systems take",
            new RawTar().pax("path", "x/" + "y".repeat(256)).file("a", "x"),
            "the entry name \"x/"
                + "y".repeat(198)
                + "…(258 characters)\" is longer than"
                + " 200 bytes (layer limit path, the default)"),
        hostile(
            "a symbolic link to nothing",
            new RawTar().symlink("a", ""),
            "the entry \"a\" is a symbolic link without a usable target"),
        hostile(
            "a directory with data",
            new RawTar().entry("d/", '5', "", new byte[] {1}),
            "has entry \"d/\" of type '5' has size 1"),
        hostile(
            "a user id that is no number",
            new RawTar().pax("uid", "-1").file("a", "x"),
            "has PAX record uid=\"-1\""),
        new Hostile("a wrong checksum", badSum, "has a header with a wrong checksum"),
        hostile(
            "a hard link to itself",
            new RawTar().hardLink("a", "./a"),
            "the entry \"a\" is a hard link to itself"),
        hostile(
            "a hard link to a directory",
            new RawTar().directory("d").hardLink("a", "d"),
            "the entry \"a\" is a hard link to \"d\", which is no file of the component"),
        hostile(
            "a hard link to a later file that is a hard link to it",
            new RawTar().hardLink("a", "b").hardLink("b", "a"),
            "the entry \"a\" is a hard link to \"b\", which is no file of the component"),
        hostile(
            "a file below a hard link",
            new RawTar().file("f", "x").hardLink("a", "f").file("a/b", "x"),
            "\"/a/b\" lies below \"/a\", which is a hard link of the same layer"),
        hostile(
            "a symbolic link where others have put files, in the other order",
            new RawTar().file("etc/passwd", "x").symlink("etc", "/tmp"),
            "the entry \"etc\" is no directory, and other entries lie below it"),
        hostile(
            "a whiteout device of overlayfs",
            new RawTar().entry("gone", '3', "", new byte[0]),
            "the entry \"gone\" is a device node"),
        hostile(
            "a whiteout of a name with slashes in disguise",
            new RawTar().file("a/.wh./../../x", ""),
            "the entry name \"a/.wh./../../x\" climbs with \"..\""),
        hostile(
            "a whiteout that is a directory",
            new RawTar().directory(".wh.etc"),
            "the entry \".wh.etc\" is a whiteout and no regular file"),
        hostile(
            "a file below a whiteout",
            new RawTar().file(".wh.etc/passwd", "x"),
            "the entry \".wh.etc/passwd\" lies below a whiteout"),
        hostile(
            "the same file twice, once through a merged directory",
            new RawTar().symlink("lib", "usr/lib").file("usr/lib/a", "x").file("lib/a", "y"),
            "the entry \"usr/lib/a\" stands twice in the layer, once below /usr"),
        hostile(
            "links that merge in a circle",
            new RawTar()
                .symlink("usr/lib", "lib64")
                .symlink("usr/lib64", "lib")
                .file("usr/lib/a", "x"),
            "\"/usr/lib64/a\" lies below \"/usr/lib64\", which is a symbolic link from "
                + "image.yml:4:10: oci:bad, layer 2"),
        hostile(
            "a name that is not UTF-8",
            new RawTar().rawName(new byte[] {'c', 'a', 'f', (byte) 0xe9, '"'}),
            "has a name that is not UTF-8: \"caf\\xe9\\x22\""),
        hostile(
            "a NUL in a PAX name",
            new RawTar().pax("path", "a\0b").file("a", "x"),
            "has a PAX record path with a NUL: \"a\\x00b\""),
        hostile(
            "a PAX name that is not UTF-8",
            new RawTar()
                .entry("pax", 'x', "", new byte[] {'9', ' ', 'p', 'a', 't', 'h', '=', -1, '\n'})
                .file("a", "x"),
            "has a PAX record path that is not UTF-8: \"\\xff\""),
        hostile(
            "an extended attribute beyond what Linux takes",
            new RawTar().pax("SCHILY.xattr.user.a", "v".repeat(65537)).file("a", "x"),
            "has an extended attribute of 65537 bytes, Linux takes 65536"),
        hostile(
            "an extended attribute by which overlayfs finds other files",
            new RawTar().pax("SCHILY.xattr.trusted.overlay.redirect", "/etc").file("a", "x"),
            "has the extended attribute \"trusted.overlay.redirect\" of overlayfs"),
        hostile(
            "a PAX record whose length does not fit",
            new RawTar().entry("pax", 'x', "", "99999999999 path=a\n".getBytes(US_ASCII)),
            "has a malformed PAX record"),
        hostile(
            "a global record that only some readers obey",
            new RawTar().entry("g", 'g', "", "16 path=../evil\n".getBytes(US_ASCII)),
            "has a global PAX record \"path\", which not all readers obey"),
        hostile(
            "two extension headers before one entry",
            new RawTar().pax("path", "a").pax("path", "../b").file("c", "x"),
            "has two extension headers before one entry"),
        hostile(
            "an extension header without an entry",
            new RawTar().pax("path", "a"),
            "has no entry after its last extension record"),
        hostile(
            "a negative PAX size",
            new RawTar().pax("size", "-1").file("a", "x"),
            "has PAX record size=\"-1\""),
        hostile(
            "a PAX size beyond any number",
            new RawTar().pax("size", "9999999999999999999").file("a", "x"),
            "has PAX record size=\"9999999999999999999\""),
        hostile(
            "a size whose padding overflows",
            new RawTar().pax("size", "999999999999999999").file("a", "x"),
            "the entry \"a\" has 999999999999999999 bytes, more than 1048576 (layer limit"
                + " expanded, the default)"),
        hostile(
            "a sparse file of a terabyte, PAX 0.1",
            new RawTar()
                .paxAll("GNU.sparse.size", "1099511627776", "GNU.sparse.map", "0,1")
                .file("a", "x"),
            "the entry \"a\" has 1099511627776 bytes, more than 1048576 (layer limit expanded, the"
                + " default)"),
        hostile(
            "a sparse map with data outside the file",
            new RawTar().paxAll("GNU.sparse.size", "10", "GNU.sparse.map", "10,1").file("a", "x"),
            "the sparse file \"a\" has a map with data at 10+1 of 10 bytes"),
        hostile(
            "a sparse map that runs backwards",
            new RawTar()
                .paxAll("GNU.sparse.size", "10", "GNU.sparse.map", "5,1,4,1")
                .file("a", "xy"),
            "the sparse file \"a\" has a map with data at 4+1 of 10 bytes"),
        hostile(
            "a sparse map of more data than is stored",
            new RawTar().paxAll("GNU.sparse.size", "10", "GNU.sparse.map", "0,9").file("a", "x"),
            "the sparse file \"a\" has a map of 9 bytes of data, stored are 1"),
        hostile(
            "a sparse map in the data that never ends",
            new RawTar()
                .paxAll("GNU.sparse.major", "1", "GNU.sparse.realsize", "10")
                .file("a", "1\n" + "0".repeat(511)),
            "the sparse file \"a\" has a map that is longer than its data"),
        hostile(
            "data behind the end mark",
            new RawTar().file("a", "x").raw(new byte[1024]).file("b", "hidden"),
            "has data behind its end mark"),
        hostile(
            "no tar at all",
            new RawTar().raw("#!/bin/sh\n".repeat(100).getBytes(US_ASCII)),
            "has a header whose checksum is no octal number"),
        hostile(
            "a depth beyond the limit",
            new RawTar().pax("path", "d/".repeat(31) + "f").file("a", "x"),
            "the entry name \""
                + "d/".repeat(31)
                + "f\" has more than 30 parts (layer limit depth,"
                + " the test)"));
  }
}
