package dev.plimsoll.server.adapter;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.boot.BootVerdict.PolicyId;
import dev.plimsoll.pipeline.BootVerdictRow;
import dev.plimsoll.pipeline.CorruptLogException;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunStatus;
import dev.plimsoll.pipeline.RunStore.ImageRow;
import dev.plimsoll.pipeline.RunStore.ReleaseRow;
import dev.plimsoll.pipeline.RunStore.RevocationRow;
import dev.plimsoll.pipeline.RunStore.RunRow;
import java.sql.PreparedStatement;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** Columns of the tables, and rows as records and back. */
final class SqliteRows {
  private SqliteRows() {}

  static final Table<Record> PROJECTION = table(name("projection"));
  static final Table<Record> RUN = table(name("run"));
  static final Table<Record> IMAGE = table(name("image"));
  static final Table<Record> RELEASE = table(name("release"));
  static final Table<Record> REVOCATION = table(name("revocation"));
  static final Table<Record> BOOT_BATCH = table(name("boot_batch"));
  static final Table<Record> BOOT_VERDICT = table(name("boot_verdict"));

  static final Field<Long> POSITION = number("position");
  static final Field<String> ID = text("id");
  static final Field<String> STATUS = text("status");
  static final Field<String> KEY = text("idempotency_key");
  static final Field<String> DIGEST = text("digest");
  static final Field<String> IMAGE_RUN = text("run");
  static final Field<Long> NUMBER = number("number");
  static final Field<Long> EPOCH = number("epoch");
  static final Field<String> VERDICT_IMAGE = text("image");

  private static final Field<String> NAME = text("name");
  private static final Field<String> VERDICT = text("verdict");
  private static final Field<String> REASON = text("reason");
  private static final Field<String> REQUESTED_AT = text("requested_at");
  private static final Field<String> CHANGED_AT = text("changed_at");
  private static final Field<String> ROOT_HASH = text("root_hash");
  private static final Field<Long> HASH_OFFSET = number("hash_offset");
  private static final Field<String> COMMAND_LINE = text("command_line");
  private static final Field<String> KERNEL_RELEASE = text("kernel_release");
  private static final Field<String> ROLE = text("role");
  private static final Field<String> POLICY_ID = text("policy_id");
  private static final Field<String> POLICY_DIGEST = text("policy_digest");
  private static final Field<String> DECISION = text("decision");
  private static final Field<String> SIGNATURES = text("signatures");
  private static final Field<String> PUBLISHED_AT = text("published_at");
  private static final Field<Long> MIN_VERSION = number("min_version");
  private static final Field<String> STATEMENT = text("statement");
  private static final Field<String> AT = text("at");
  private static final Field<String> TIME = text("time");
  static final Field<String> HOST = text("host");
  private static final Field<String> REASONS = text("reasons");
  private static final Field<Long> COUNT = number("count");

  // Named one by one, with their types: a column that is found by jOOQ is an int, and loses bits.
  static final List<Field<?>> RUN_COLUMNS =
      List.of(ID, NAME, STATUS, VERDICT_IMAGE, VERDICT, REASON, REQUESTED_AT, CHANGED_AT, KEY);
  static final List<Field<?>> IMAGE_COLUMNS =
      List.of(
          DIGEST,
          NAME,
          ROOT_HASH,
          HASH_OFFSET,
          COMMAND_LINE,
          KERNEL_RELEASE,
          ROLE,
          POLICY_ID,
          POLICY_DIGEST,
          IMAGE_RUN,
          DECISION,
          SIGNATURES,
          PUBLISHED_AT);
  static final List<Field<?>> RELEASE_COLUMNS =
      List.of(NUMBER, VERDICT_IMAGE, ROLE, MIN_VERSION, EPOCH, STATEMENT, AT);
  static final List<Field<?>> REVOCATION_COLUMNS = List.of(VERDICT_IMAGE, REASON, EPOCH, AT);
  static final List<Field<?>> VERDICT_COLUMNS =
      List.of(NUMBER, TIME, HOST, VERDICT_IMAGE, VERDICT, REASONS, COUNT);

  static void putRun(DSLContext sql, RunRow r) {
    Map<Field<?>, Object> row = new LinkedHashMap<>();
    row.put(NAME, r.name());
    row.put(STATUS, r.status().wire());
    r.image().ifPresent(d -> row.put(VERDICT_IMAGE, d.toString()));
    r.verdict().ifPresent(v -> row.put(VERDICT, v));
    row.put(REASON, r.reason());
    row.put(REQUESTED_AT, r.requestedAt().toString());
    row.put(CHANGED_AT, r.changedAt().toString());
    r.idempotencyKey().ifPresent(k -> row.put(KEY, k));
    sql.insertInto(RUN)
        .set(ID, r.id().toString())
        .set(row)
        .onConflict(ID)
        .doUpdate()
        .set(row)
        .execute();
  }

  /** The newest publication of an image wins: its verdict is the fresher one. */
  static void putImage(DSLContext sql, ImageRow r) {
    Map<Field<?>, Object> row = new LinkedHashMap<>();
    row.put(NAME, r.name());
    row.put(ROOT_HASH, r.rootHash());
    row.put(HASH_OFFSET, r.hashOffset());
    row.put(COMMAND_LINE, r.commandLine());
    row.put(KERNEL_RELEASE, r.kernelRelease());
    row.put(ROLE, r.role());
    row.put(POLICY_ID, r.policy().id());
    row.put(POLICY_DIGEST, r.policy().digest().toString());
    row.put(IMAGE_RUN, r.run().toString());
    row.put(DECISION, r.decision().toString());
    row.put(SIGNATURES, r.signatures().toString());
    row.put(PUBLISHED_AT, r.publishedAt().toString());
    sql.insertInto(IMAGE)
        .set(DIGEST, r.digest().toString())
        .set(row)
        .onConflict(DIGEST)
        .doUpdate()
        .set(row)
        .execute();
  }

  static void putRelease(DSLContext sql, ReleaseRow r) {
    sql.insertInto(RELEASE)
        .set(NUMBER, r.number())
        .set(VERDICT_IMAGE, r.image().toString())
        .set(ROLE, r.role())
        .set(MIN_VERSION, r.minVersion())
        .set(EPOCH, r.epoch())
        .set(STATEMENT, r.statement())
        .set(AT, r.at().toString())
        .execute();
  }

  static void putRevocation(DSLContext sql, RevocationRow r) {
    sql.insertInto(REVOCATION)
        .set(VERDICT_IMAGE, r.image().toString())
        .set(REASON, r.reason())
        .set(EPOCH, r.epoch())
        .set(AT, r.at().toString())
        .execute();
  }

  /** By hand: thousands of rows a second in a boot storm, on a machine that has to answer it. */
  static void putVerdicts(DSLContext sql, List<BootVerdictRow> rows) {
    sql.connection(
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO boot_verdict (time, host, image, verdict, reasons, count)"
                      + " VALUES (?, ?, ?, ?, ?, ?)")) {
            for (BootVerdictRow r : rows) {
              insert.setString(1, r.time().toString());
              insert.setString(2, r.host());
              insert.setString(3, r.image().toString());
              insert.setString(4, r.verdict());
              insert.setString(5, String.join(",", r.reasons()));
              insert.setLong(6, r.count());
              insert.addBatch();
            }
            insert.executeBatch();
          }
        });
  }

  static RunRow run(Record r) throws CorruptLogException {
    return parse(
        "run " + r.get(ID),
        () ->
            new RunRow(
                RunId.parse(r.get(ID)),
                r.get(NAME),
                RunStatus.parse(r.get(STATUS)),
                digest(r.get(VERDICT_IMAGE)),
                Optional.ofNullable(r.get(VERDICT)),
                r.get(REASON),
                Instant.parse(r.get(REQUESTED_AT)),
                Instant.parse(r.get(CHANGED_AT)),
                Optional.ofNullable(r.get(KEY))));
  }

  static ImageRow image(Record r) throws CorruptLogException {
    return parse(
        "image " + r.get(DIGEST),
        () ->
            new ImageRow(
                Digest.parse(r.get(DIGEST)),
                r.get(NAME),
                r.get(ROOT_HASH),
                r.get(HASH_OFFSET),
                r.get(COMMAND_LINE),
                r.get(KERNEL_RELEASE),
                r.get(ROLE),
                new PolicyId(r.get(POLICY_ID), Digest.parse(r.get(POLICY_DIGEST))),
                RunId.parse(r.get(IMAGE_RUN)),
                Digest.parse(r.get(DECISION)),
                Digest.parse(r.get(SIGNATURES)),
                Instant.parse(r.get(PUBLISHED_AT))));
  }

  static ReleaseRow release(Record r) throws CorruptLogException {
    return parse(
        "release " + r.get(NUMBER),
        () ->
            new ReleaseRow(
                r.get(NUMBER),
                Digest.parse(r.get(VERDICT_IMAGE)),
                r.get(ROLE),
                r.get(MIN_VERSION),
                r.get(EPOCH),
                r.get(STATEMENT),
                Instant.parse(r.get(AT))));
  }

  static RevocationRow revocation(Record r) throws CorruptLogException {
    return parse(
        "revocation of " + r.get(VERDICT_IMAGE),
        () ->
            new RevocationRow(
                Digest.parse(r.get(VERDICT_IMAGE)),
                r.get(REASON),
                r.get(EPOCH),
                Instant.parse(r.get(AT))));
  }

  static BootVerdictRow bootVerdict(Record r) throws CorruptLogException {
    return parse(
        "boot verdict " + r.get(NUMBER),
        () ->
            new BootVerdictRow(
                r.get(NUMBER),
                Instant.parse(r.get(TIME)),
                r.get(HOST),
                Digest.parse(r.get(VERDICT_IMAGE)),
                r.get(VERDICT),
                r.get(REASONS).isEmpty() ? List.of() : List.of(r.get(REASONS).split(",", -1)),
                r.get(COUNT)));
  }

  @FunctionalInterface
  private interface Parser<T> {
    T parse() throws FormatException;
  }

  private static <T> T parse(String what, Parser<T> parser) throws CorruptLogException {
    try {
      return parser.parse();
    } catch (FormatException | DateTimeException e) {
      throw new CorruptLogException(what + ": " + e.getMessage(), e);
    }
  }

  private static Optional<Digest> digest(@org.jspecify.annotations.Nullable String text)
      throws FormatException {
    return text == null ? Optional.empty() : Optional.of(Digest.parse(text));
  }

  private static Field<String> text(String column) {
    return field(name(column), String.class);
  }

  private static Field<Long> number(String column) {
    return field(name(column), Long.class);
  }
}
