package dev.plimsoll.image.sbom;

import dev.plimsoll.formats.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * All that is known to be in an image, sorted, each thing once.
 *
 * @param imageName of the image
 * @param architecture in OCI's words, e.g. {@code amd64}
 * @param unread databases that are there and could not be read, with the reason
 */
record Inventory(
    String imageName, String architecture, List<SoftwarePackage> packages, List<Unread> unread) {
  Inventory {
    TreeMap<String, SoftwarePackage> unique = new TreeMap<>();
    packages.forEach(p -> unique.putIfAbsent(p.key(), p));
    packages = unique.values().stream().sorted().toList();
    unread = unread.stream().sorted(java.util.Comparator.comparing(Unread::path)).toList();
  }

  /** A package database whose packages are missing from the list. */
  record Unread(String path, String location, String reason) {
    String words() {
      return path + " (" + location + ") was not read: " + reason;
    }
  }

  /** The image's name, and SHA-256 over everything that is listed: what identifiers come from. */
  Digest digest() {
    List<String> all = new ArrayList<>(List.of(imageName, architecture));
    packages.forEach(p -> all.add(p.toString()));
    unread.forEach(u -> all.add(u.toString()));
    return dev.plimsoll.formats.Bytes.ofUtf8(String.join("\n", all)).digest();
  }
}
