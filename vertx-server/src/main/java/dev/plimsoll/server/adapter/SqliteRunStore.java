package dev.plimsoll.server.adapter;

import static dev.plimsoll.server.adapter.SqliteRows.*;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.pipeline.BootVerdictRow;
import dev.plimsoll.pipeline.CorruptLogException;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunStatus;
import dev.plimsoll.pipeline.RunStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;

/** The tables for lists and lookups in SQLite. */
public final class SqliteRunStore implements RunStore {
  private static final int MAX_ROWS = 100_000; // of releases and revocations

  private final SqliteDatabase database;

  public SqliteRunStore(SqliteDatabase database) {
    this.database = database;
  }

  @Override
  public long position() throws IOException {
    return database.read(sql -> sql.select(POSITION).from(PROJECTION).fetchSingle().value1());
  }

  @Override
  public void save(long number, Changes changes) throws IOException {
    database.write(
        sql -> {
          int moved =
              sql.update(PROJECTION).set(POSITION, number).where(POSITION.lt(number)).execute();
          if (moved == 1) {
            apply(sql, changes);
          }
          return moved;
        });
  }

  private static void apply(DSLContext sql, Changes changes) {
    changes.run().ifPresent(r -> putRun(sql, r));
    changes.image().ifPresent(r -> putImage(sql, r));
    changes.release().ifPresent(r -> putRelease(sql, r));
    changes.revocation().ifPresent(r -> putRevocation(sql, r));
  }

  @Override
  public List<RunRow> runs(Optional<RunId> before, int limit) throws IOException {
    return runRows(
        database.read(
            sql ->
                sql.select(RUN_COLUMNS)
                    .from(RUN)
                    .where(before.isPresent() ? ID.lt(before.get().toString()) : DSL.noCondition())
                    .orderBy(ID.desc())
                    .limit(limit)
                    .fetch()));
  }

  @Override
  public Optional<RunRow> run(RunId id) throws IOException {
    return oneRun(ID.eq(id.toString()));
  }

  @Override
  public Optional<RunRow> findRunByKey(String idempotencyKey) throws IOException {
    return oneRun(KEY.eq(idempotencyKey));
  }

  private Optional<RunRow> oneRun(Condition condition) throws IOException {
    return runRows(
            database.read(
                sql -> sql.select(RUN_COLUMNS).from(RUN).where(condition).limit(1).fetch()))
        .stream()
        .findFirst();
  }

  @Override
  public List<RunId> inFlight() throws IOException {
    List<String> over =
        Arrays.stream(RunStatus.values()).filter(RunStatus::isFinal).map(RunStatus::wire).toList();
    List<RunId> ids = new ArrayList<>();
    for (RunRow row :
        runRows(
            database.read(
                sql ->
                    sql.select(RUN_COLUMNS)
                        .from(RUN)
                        .where(STATUS.notIn(over))
                        .orderBy(ID)
                        .fetch()))) {
      ids.add(row.id());
    }
    return ids;
  }

  @Override
  public List<ImageRow> images(Optional<RunId> before, int limit) throws IOException {
    return imageRows(
        database.read(
            sql ->
                sql.select(IMAGE_COLUMNS)
                    .from(IMAGE)
                    .where(
                        before.isPresent()
                            ? IMAGE_RUN.lt(before.get().toString())
                            : DSL.noCondition())
                    .orderBy(IMAGE_RUN.desc())
                    .limit(limit)
                    .fetch()));
  }

  @Override
  public Optional<ImageRow> image(Digest digest) throws IOException {
    return imageRows(
            database.read(
                sql ->
                    sql.select(IMAGE_COLUMNS)
                        .from(IMAGE)
                        .where(DIGEST.eq(digest.toString()))
                        .fetch()))
        .stream()
        .findFirst();
  }

  @Override
  public List<ReleaseRow> releases() throws IOException {
    List<ReleaseRow> rows = new ArrayList<>();
    for (Record r :
        database.read(
            sql ->
                sql.select(RELEASE_COLUMNS)
                    .from(RELEASE)
                    .orderBy(NUMBER)
                    .limit(MAX_ROWS)
                    .fetch())) {
      rows.add(SqliteRows.release(r));
    }
    return rows;
  }

  @Override
  public List<RevocationRow> revocations() throws IOException {
    List<RevocationRow> rows = new ArrayList<>();
    for (Record r :
        database.read(
            sql ->
                sql.select(REVOCATION_COLUMNS)
                    .from(REVOCATION)
                    .orderBy(EPOCH)
                    .limit(MAX_ROWS)
                    .fetch())) {
      rows.add(SqliteRows.revocation(r));
    }
    return rows;
  }

  @Override
  public void addVerdicts(Digest batch, List<BootVerdictRow> rows) throws IOException {
    database.write(
        sql -> {
          int added =
              sql.insertInto(BOOT_BATCH, DIGEST)
                  .values(batch.toString())
                  .onConflictDoNothing()
                  .execute();
          if (added == 1) {
            putVerdicts(sql, rows);
          }
          return added;
        });
  }

  @Override
  public List<BootVerdictRow> verdicts(Optional<Digest> image, long after, int limit)
      throws IOException {
    Result<Record> found =
        database.read(
            sql ->
                sql.select(VERDICT_COLUMNS)
                    .from(BOOT_VERDICT)
                    .where(NUMBER.gt(after))
                    .and(
                        image.isPresent()
                            ? VERDICT_IMAGE.eq(image.get().toString())
                            : DSL.noCondition())
                    .orderBy(NUMBER)
                    .limit(limit)
                    .fetch());
    List<BootVerdictRow> rows = new ArrayList<>();
    for (Record r : found) {
      rows.add(SqliteRows.bootVerdict(r));
    }
    return rows;
  }

  @Override
  public List<BootVerdictRow> latestVerdicts(
      Optional<Digest> image, Optional<String> host, int limit) throws IOException {
    Condition condition =
        image.isPresent() ? VERDICT_IMAGE.eq(image.get().toString()) : DSL.noCondition();
    if (host.isPresent()) {
      condition = condition.and(HOST.eq(host.get()));
    }
    Condition wanted = condition;
    List<BootVerdictRow> rows = new ArrayList<>();
    for (Record r :
        database.read(
            sql ->
                sql.select(VERDICT_COLUMNS)
                    .from(BOOT_VERDICT)
                    .where(wanted)
                    .orderBy(NUMBER.desc())
                    .limit(limit)
                    .fetch())) {
      rows.add(SqliteRows.bootVerdict(r));
    }
    return rows;
  }

  private static List<RunRow> runRows(Result<Record> found) throws CorruptLogException {
    List<RunRow> rows = new ArrayList<>();
    for (Record r : found) {
      rows.add(SqliteRows.run(r));
    }
    return rows;
  }

  private static List<ImageRow> imageRows(Result<Record> found) throws CorruptLogException {
    List<ImageRow> rows = new ArrayList<>();
    for (Record r : found) {
      rows.add(SqliteRows.image(r));
    }
    return rows;
  }
}
