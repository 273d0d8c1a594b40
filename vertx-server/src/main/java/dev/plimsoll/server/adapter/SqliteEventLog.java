package dev.plimsoll.server.adapter;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.pipeline.CorruptLogException;
import dev.plimsoll.pipeline.EventJson;
import dev.plimsoll.pipeline.EventLog;
import dev.plimsoll.pipeline.RunEvent;
import dev.plimsoll.pipeline.StoredEvent;
import dev.plimsoll.pipeline.StreamId;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.Table;

/** The event log in SQLite: event, chain and outbox entry in one transaction. */
public final class SqliteEventLog implements EventLog {
  private static final Table<Record> EVENT = table(name("event"));
  private static final Table<Record> OUTBOX = table(name("outbox"));
  private static final Field<Long> NUMBER = field(name("number"), Long.class);
  private static final Field<String> STREAM = field(name("stream"), String.class);
  private static final Field<Long> VERSION = field(name("version"), Long.class);
  private static final Field<String> TIME = field(name("time"), String.class);
  private static final Field<String> TYPE = field(name("type"), String.class);
  private static final Field<String> DATA = field(name("data"), String.class);
  private static final Field<String> PREVIOUS = field(name("previous"), String.class);
  private static final Field<String> DIGEST = field(name("digest"), String.class);
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);

  private final SqliteDatabase database;

  public SqliteEventLog(SqliteDatabase database) {
    this.database = database;
  }

  /** Either what was stored, or how long the stream is instead. */
  private record Appended(Optional<StoredEvent> event, long found) {}

  @Override
  public StoredEvent append(StreamId stream, long expectedVersion, RunEvent event, Instant time)
      throws IOException, StaleVersionException {
    Appended appended =
        database.write(
            sql -> {
              long version = version(sql, stream);
              if (version != expectedVersion) {
                return new Appended(Optional.empty(), version);
              }
              return new Appended(
                  Optional.of(insert(sql, stream, version + 1, event, time)), version + 1);
            });
    if (appended.event().isEmpty()) {
      throw new StaleVersionException(stream, expectedVersion, appended.found());
    }
    return appended.event().get();
  }

  private static StoredEvent insert(
      DSLContext sql, StreamId stream, long version, RunEvent event, Instant time) {
    var last = sql.select(NUMBER, DIGEST).from(EVENT).orderBy(NUMBER.desc()).limit(1).fetchOne();
    long number = last == null ? 1 : last.value1() + 1;
    Digest previous =
        last == null
            ? StoredEvent.GENESIS
            : new Digest(last.value2().substring("sha256:".length()));
    StoredEvent stored = StoredEvent.chain(number, stream, version, time, event, previous);
    sql.insertInto(EVENT, NUMBER, STREAM, VERSION, TIME, TYPE, DATA, PREVIOUS, DIGEST)
        .values(
            number,
            stream.toString(),
            version,
            stored.time().toString(),
            event.type(),
            JsonWriter.compact(EventJson.encode(event)).utf8(),
            previous.toString(),
            stored.digest().toString())
        .execute();
    sql.insertInto(OUTBOX, NUMBER).values(number).execute();
    return stored;
  }

  @Override
  public long version(StreamId stream) throws IOException {
    return database.read(sql -> version(sql, stream));
  }

  private static long version(DSLContext sql, StreamId stream) {
    return sql.select(max(VERSION))
        .from(EVENT)
        .where(STREAM.eq(stream.toString()))
        .fetchOptional(0, Long.class)
        .orElse(0L);
  }

  @Override
  public List<StoredEvent> read(StreamId stream) throws IOException {
    return fetch(STREAM.eq(stream.toString()), Integer.MAX_VALUE);
  }

  @Override
  public List<StoredEvent> readAfter(long after, int limit) throws IOException {
    return fetch(NUMBER.gt(after), limit);
  }

  @Override
  public List<StoredEvent> pending(int limit) throws IOException {
    return fetch(NUMBER.in(select(NUMBER).from(OUTBOX)), limit);
  }

  @Override
  public void delivered(long number) throws IOException {
    database.write(sql -> sql.deleteFrom(OUTBOX).where(NUMBER.eq(number)).execute());
  }

  private List<StoredEvent> fetch(Condition condition, int limit) throws IOException {
    Result<? extends Record> rows =
        database.read(
            sql ->
                sql.select(NUMBER, STREAM, VERSION, TIME, TYPE, DATA, PREVIOUS, DIGEST)
                    .from(EVENT)
                    .where(condition)
                    .orderBy(NUMBER)
                    .limit(limit)
                    .fetch());
    List<StoredEvent> events = new ArrayList<>(rows.size());
    for (Record row : rows) {
      events.add(parse(row));
    }
    return events;
  }

  private static StoredEvent parse(Record row) throws CorruptLogException {
    long number = row.get(NUMBER);
    try {
      return new StoredEvent(
          number,
          StreamId.parse(row.get(STREAM)),
          row.get(VERSION),
          Instant.parse(row.get(TIME)),
          EventJson.parse(
              row.get(TYPE),
              READER
                  .parse("event " + number, Bytes.ofUtf8(row.get(DATA)))
                  .asObject("event " + number)),
          Digest.parse(row.get(PREVIOUS)),
          Digest.parse(row.get(DIGEST)));
    } catch (FormatException | DateTimeException e) {
      throw new CorruptLogException("event " + number + ": " + e.getMessage(), e);
    }
  }
}
