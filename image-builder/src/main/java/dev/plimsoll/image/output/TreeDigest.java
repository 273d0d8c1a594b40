package dev.plimsoll.image.output;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.Content.Inline;
import dev.plimsoll.image.layer.Content.Slice;
import dev.plimsoll.image.layer.Content.Sparse;
import dev.plimsoll.image.layer.Content.Stretch;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.FileTree.Placed;
import dev.plimsoll.image.layer.Node;
import dev.plimsoll.image.layer.Node.Directory;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Node.Symlink;
import dev.plimsoll.image.layer.SparseMap;
import dev.plimsoll.image.store.ContentStore;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Names a tree by everything that writers make of it: paths, kinds, attributes, hard links and
 * contents. A stretch of a stored blob stands for its bytes, because the blob's digest does: a blob
 * is compared with it once in a process, and not read again for every tree. Everything else is read
 * and hashed. Used by one thread.
 */
final class TreeDigest {
  private final ContentStore store;
  private final Map<Path, Optional<Digest>> blobs = new HashMap<>();

  TreeDigest(ContentStore store) {
    this.store = store;
  }

  Digest of(FileTree tree) throws IOException {
    MessageDigest sha256 = Digest.newSha256();
    HardLinks links = HardLinks.of(tree);
    try (DataOutputStream out =
        new DataOutputStream(
            new java.io.BufferedOutputStream(
                new DigestOutputStream(OutputStream.nullOutputStream(), sha256), 1 << 15))) {
      for (Map.Entry<String, Placed> e : tree.entries().entrySet()) {
        text(e.getKey(), out);
        node(e.getKey(), e.getValue().node(), links, out);
      }
    }
    return Digest.ofHash(sha256.digest());
  }

  private void node(String path, Node node, HardLinks links, DataOutputStream out)
      throws IOException {
    attributes(node.attributes(), out);
    switch (node) {
      case Directory d -> out.writeByte('d');
      case Symlink l -> {
        out.writeByte('l');
        text(l.target(), out);
      }
      case RegularFile f -> {
        List<String> names = links.paths(f);
        if (names.getFirst().equals(path)) {
          out.writeByte('f');
          content(f.content(), out);
        } else {
          out.writeByte('h');
          text(names.getFirst(), out);
        }
      }
    }
  }

  private static void attributes(Attributes a, DataOutputStream out) throws IOException {
    out.writeInt(a.mode());
    out.writeInt(a.uid());
    out.writeInt(a.gid());
    out.writeLong(a.mtime());
    out.writeInt(a.xattrs().size());
    for (Map.Entry<String, Bytes> x : a.xattrs().entrySet()) {
      text(x.getKey(), out);
      out.writeInt(x.getValue().size());
      out.write(x.getValue().toArray());
    }
  }

  private void content(Content content, DataOutputStream out) throws IOException {
    out.writeLong(content.length());
    switch (content) {
      case Inline inline -> bytes(inline, out);
      case Stretch stretch -> {
        Optional<Digest> blob = blob(stretch.file());
        if (blob.isPresent()) {
          store.findVerified(blob.get());
          stretch(blob.get(), stretch.offset(), out);
        } else {
          bytes(stretch, out);
        }
      }
      case Slice slice -> {
        Optional<Digest> blob = blob(slice.file().path()); // compared when it was listed
        if (blob.isPresent()) {
          stretch(blob.get(), slice.offset(), out);
        } else {
          bytes(slice, out);
        }
      }
      case Sparse sparse -> {
        out.writeByte('s');
        for (SparseMap.Extent e : sparse.map().extents()) {
          out.writeLong(e.offset());
          out.writeLong(e.length());
        }
        content(sparse.data(), out);
      }
    }
  }

  private static void stretch(Digest blob, long offset, DataOutputStream out) throws IOException {
    out.writeByte('b');
    out.write(blob.bytes());
    out.writeLong(offset);
  }

  private static void bytes(Content content, DataOutputStream out) throws IOException {
    out.writeByte('c');
    content.writeTo(out);
  }

  /** Which blob of the store {@code file} is, if it is one. */
  private Optional<Digest> blob(Path file) throws IOException {
    Optional<Optional<Digest>> known = Optional.ofNullable(blobs.get(file));
    if (known.isPresent()) {
      return known.get();
    }
    Optional<Digest> found = Optional.empty();
    String name = Optional.ofNullable(file.getFileName()).map(Path::toString).orElse("");
    if (Digest.isHex(name)) {
      Digest digest = new Digest(name);
      found = store.find(digest).filter(file::equals).map(f -> digest);
    }
    blobs.put(file, found);
    return found;
  }

  private static void text(String text, DataOutputStream out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
