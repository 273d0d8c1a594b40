package dev.plimsoll.image.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Section;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.testing.Trees;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreePackagesTest {
  private static final String APK =
      """
      C:Q1abcdefghijklmnopqrstuvwxyz0=
      P:busybox
      V:1.36.1-r29
      A:x86_64
      S:507831
      T:Size optimized toolbox
      U:https://busybox.net/
      L:GPL-2.0-only
      o:busybox
      m:Natanael Copa <ncopa@alpinelinux.org>
      F:bin
      R:busybox
      a:0:0:755

      P:odd
      V:1
      L:custom:odd
      """;

  private static final String STATUS =
      """
      Package: bash
      Status: install ok installed
      Architecture: amd64
      Maintainer: Matthias Klose <doko@debian.org>
      Source: bash-src (5.2)
      Version: 1:5.2+b1
      Description: GNU Bourne Again SHell
       long text: with a colon

      Package: gone
      Status: deinstall ok config-files
      Version: 1
      """;

  private static RegularFile file(byte[] content) {
    return new RegularFile(Attributes.generated(0644), new Content.Inline(Bytes.copyOf(content)));
  }

  private static TreePackages.Found found(String path, RegularFile file) throws Exception {
    TreeBuilder tree = new TreeBuilder();
    tree.begin(new Section("services[0]", "x@sha256:1"));
    tree.add(path, file, "t");
    return TreePackages.in(tree.build());
  }

  @Test
  void apk_isRead_fromTheContainersOwnRoot() throws Exception {
    TreeBuilder tree = new TreeBuilder();
    tree.begin(new Section("services[0]", "x@sha256:1"));
    String root = "containers/services/web/lower/";
    tree.add(root + "lib/apk/db/installed", Trees.text(APK), "t");
    tree.add(root + "etc/os-release", Trees.text("ID=alpine\nVERSION_ID=\"3.20.1\"\n"), "t");

    TreePackages.Found found = TreePackages.in(tree.build());

    assertThat(found.unread()).isEmpty();
    assertThat(found.packages()).hasSize(2);
    SoftwarePackage busybox = found.packages().getFirst();
    assertThat(busybox.url().orElseThrow())
        .hasToString("pkg:apk/alpine/busybox@1.36.1-r29?arch=x86_64&distro=alpine-3.20.1");
    assertThat(busybox.license()).contains("GPL-2.0-only");
    assertThat(busybox.location()).isEqualTo("services[0]");
    assertThat(busybox.evidence()).isEqualTo("/" + root + "lib/apk/db/installed");
    assertThat(busybox.homepage()).contains("https://busybox.net/");
  }

  @Test
  void dpkg_listsOnlyWhatIsInstalled() throws Exception {
    TreePackages.Found found = found("var/lib/dpkg/status", Trees.text(STATUS));

    assertThat(found.packages())
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.url().orElseThrow())
                  .hasToString("pkg:deb/debian/bash@1:5.2%2Bb1?arch=amd64");
              assertThat(p.source()).contains("bash-src (5.2)");
              assertThat(p.summary()).contains("GNU Bourne Again SHell");
            });
  }

  @Test
  void statusFiles_ofDistroless_areRead_theirSumsNot() throws Exception {
    TreeBuilder tree = new TreeBuilder();
    tree.add(
        "var/lib/dpkg/status.d/tzdata",
        Trees.text("Package: tzdata\nVersion: 2024a\nArchitecture: all\n"),
        "t");
    tree.add("var/lib/dpkg/status.d/tzdata.md5sums", Trees.text("0123  usr/share/x\n"), "t");

    TreePackages.Found found = TreePackages.in(tree.build());

    assertThat(found.packages()).extracting(SoftwarePackage::name).containsExactly("tzdata");
    assertThat(found.unread()).isEmpty();
  }

  private static void isBothRpms(TreePackages.Found found) {
    assertThat(found.unread()).isEmpty();
    assertThat(found.packages())
        .extracting(SoftwarePackage::name)
        .containsExactlyInAnyOrder("glibc", "long");
    SoftwarePackage glibc =
        found.packages().stream().filter(p -> p.name().equals("glibc")).findFirst().orElseThrow();
    assertThat(glibc.version()).isEqualTo("2:2.39-1.fc40");
    assertThat(glibc.url().orElseThrow())
        .hasToString("pkg:rpm/glibc@2.39-1.fc40?arch=x86_64&epoch=2");
    assertThat(glibc.license()).contains("GPLv2+ and MIT");
  }

  private static byte[][] headers() {
    return new byte[][] {
      RpmSamples.header("glibc", "2.39", "The C library"),
      RpmSamples.header("long", "1", "x".repeat(9_000)),
      RpmSamples.header("gpg-pubkey", "1", "a key")
    };
  }

  @Test
  void rpm_isRead_fromWhatSqliteWrites(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("rpmdb.sqlite");
    try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      db.createStatement().execute("CREATE TABLE other (x)");
      db.createStatement()
          .execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB)");
      try (PreparedStatement insert =
          db.prepareStatement("INSERT INTO Packages (blob) VALUES (?)")) {
        for (byte[] header : headers()) {
          insert.setBytes(1, header);
          insert.executeUpdate();
        }
        for (int i = 0; i < 2_000; i++) { // more than one level of pages
          insert.setBytes(1, RpmSamples.header("gpg-pubkey", "" + i, "key"));
          insert.addBatch();
        }
        insert.executeBatch();
      }
    }

    isBothRpms(found("var/lib/rpm/rpmdb.sqlite", file(Files.readAllBytes(file))));
  }

  @Test
  void rpm_isRead_fromItsOwnDatabase() throws Exception {
    isBothRpms(found("usr/lib/sysimage/rpm/Packages.db", file(RpmSamples.ndb(headers()))));
  }

  @Test
  void rpm_isRead_fromBerkeleyDb_inBothByteOrders() throws Exception {
    isBothRpms(
        found(
            "var/lib/rpm/Packages", file(RpmSamples.berkeley(ByteOrder.LITTLE_ENDIAN, headers()))));
    isBothRpms(
        found("var/lib/rpm/Packages", file(RpmSamples.berkeley(ByteOrder.BIG_ENDIAN, headers()))));
  }

  @Test
  void brokenDatabase_isNamed_notPassedOver() throws Exception {
    byte[] whole = RpmSamples.ndb(headers());
    for (String path :
        new String[] {
          "var/lib/rpm/rpmdb.sqlite", "var/lib/rpm/Packages", "var/lib/rpm/Packages.db"
        }) {
      TreePackages.Found found = found(path, file(Arrays.copyOf(whole, 5_000)));
      assertThat(found.packages()).isEmpty();
      assertThat(found.unread())
          .singleElement()
          .satisfies(u -> assertThat(u.words()).startsWith("/" + path + " (services[0])"));
    }
    assertThat(found("lib/apk/db/installed", Trees.text("nonsense\n")).unread()).hasSize(1);
    assertThat(found("var/lib/dpkg/status", Trees.text("Package: x\n\n")).unread()).hasSize(1);
  }

  @Test
  void writeAheadLog_makesTheDatabaseUnread() throws Exception {
    TreeBuilder tree = new TreeBuilder();
    tree.add("var/lib/rpm/rpmdb.sqlite", Trees.text("x"), "t");
    tree.add("var/lib/rpm/rpmdb.sqlite-wal", Trees.text("rows"), "t");

    assertThat(TreePackages.in(tree.build()).unread())
        .singleElement()
        .satisfies(u -> assertThat(u.reason()).contains("write-ahead log"));
  }
}
