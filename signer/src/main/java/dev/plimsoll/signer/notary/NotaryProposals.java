package dev.plimsoll.signer.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.signer.notary.NotaryRefusal.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pushes that wait for a person, one file each. They passed every check when they came, and pass
 * them again when they are accepted. Blocking, thread-safe.
 */
public final class NotaryProposals {
  /** Most that wait at a time. */
  public static final int MAX_WAITING = 100;

  private static final JsonReader READER = JsonReader.within(new JsonLimits(64 << 20, 8, 10_000));
  private static final String SUFFIX = ".json";

  private final Path directory;
  private final NotaryRepositories repositories;

  private NotaryProposals(Path directory, NotaryRepositories repositories) {
    this.directory = directory;
    this.repositories = repositories;
  }

  /**
   * One waiting push.
   *
   * @param id SHA-256 of its file in hex, with the time in it
   * @param files by role
   */
  public record Proposal(String id, Instant at, Gun gun, Map<String, Bytes> files) {}

  public static NotaryProposals open(Path directory, NotaryRepositories repositories)
      throws IOException {
    Files.createDirectories(directory);
    return new NotaryProposals(directory, repositories);
  }

  /** Keeps a push that could be published now. */
  public synchronized String add(Gun gun, Map<String, Bytes> pushed, Instant now)
      throws NotaryRefusal, IOException {
    repositories.check(gun, pushed);
    if (waiting().size() >= MAX_WAITING) {
      throw new NotaryRefusal(
          Code.DENIED, MAX_WAITING + " pushes wait for a person already; accept or reject some");
    }
    JsonObject.Builder files = JsonObject.builder();
    pushed.forEach((role, file) -> files.put(role, file.base64()));
    Bytes text =
        JsonWriter.compact(
            JsonObject.builder()
                .put("at", now.toString())
                .put("gun", gun.name())
                .put("files", files.build())
                .build());
    String id = text.digest().hex();
    Path aside = directory.resolve(id + ".new");
    try (FileChannel out =
        FileChannel.open(aside, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(text.toArray());
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      out.force(true);
    }
    Files.move(aside, directory.resolve(id + SUFFIX), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel opened = FileChannel.open(directory, StandardOpenOption.READ)) {
      opened.force(true);
    }
    return id;
  }

  /** All that wait, oldest first. */
  public synchronized List<Proposal> list() throws IOException {
    List<Proposal> proposals = new ArrayList<>();
    for (Path file : waiting()) {
      proposals.add(read(file));
    }
    proposals.sort(Comparator.comparing(Proposal::at).thenComparing(Proposal::id));
    return proposals;
  }

  /** Publishes it, checked anew: what was right then may have been overtaken. */
  public synchronized Proposal accept(String id) throws NotaryRefusal, IOException {
    Proposal proposal = find(id);
    repositories.update(proposal.gun(), proposal.files());
    Files.deleteIfExists(directory.resolve(id + SUFFIX));
    return proposal;
  }

  /** Forgets it. */
  public synchronized Proposal reject(String id) throws NotaryRefusal, IOException {
    Proposal proposal = find(id);
    Files.deleteIfExists(directory.resolve(id + SUFFIX));
    return proposal;
  }

  private Proposal find(String id) throws NotaryRefusal, IOException {
    NotaryRefusal none =
        new NotaryRefusal(
            Code.GENERIC_NOT_FOUND, "no push with the id " + FormatException.quote(id) + " waits");
    if (!Digest.isHex(id)) {
      throw none;
    }
    try {
      return read(directory.resolve(id + SUFFIX));
    } catch (NoSuchFileException e) {
      throw none;
    }
  }

  private List<Path> waiting() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      stream.forEach(files::add);
    }
    return files;
  }

  private static Proposal read(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    try {
      JsonObject json = READER.parse(name, Bytes.copyOf(Files.readAllBytes(file))).asObject(name);
      Map<String, Bytes> files = new LinkedHashMap<>();
      for (Map.Entry<String, JsonValue> e : json.object("files").members().entrySet()) {
        files.put(e.getKey(), Bytes.parseBase64(e.getValue().asString(e.getKey())));
      }
      return new Proposal(
          name.substring(0, name.length() - SUFFIX.length()),
          Instant.parse(json.string("at")),
          Gun.parse(json.string("gun")),
          files);
    } catch (FormatException | DateTimeException e) {
      throw new IOException("waiting push " + file + ": " + e.getMessage(), e);
    }
  }
}
