package dev.plimsoll.server.adapter;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * One SQLite file: WAL, {@code synchronous=FULL}, so a committed transaction survives a power cut.
 * One writer and a few readers, each on a platform thread of its own, because SQLite's native calls
 * would pin virtual threads. Blocking; thread-safe. Trusted: who can write the file can change all
 * but the event chain unnoticed.
 */
public final class SqliteDatabase implements AutoCloseable {
  private static final int READERS = 2;
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  private final Path file;
  private final List<Connection> connections = new ArrayList<>();
  private final ExecutorService writer;
  private final ExecutorService readers;
  private final DSLContext writing;
  private final BlockingQueue<DSLContext> reading = new ArrayBlockingQueue<>(READERS);

  /** Something done with SQL. */
  @FunctionalInterface
  interface Work<T> {
    T run(DSLContext sql) throws Exception;
  }

  private SqliteDatabase(Path file, SQLiteDataSource source) throws SQLException {
    this.file = file;
    this.writing = connect(source);
    for (int i = 0; i < READERS; i++) {
      reading.add(connect(source));
    }
    this.writer =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().name("sql-writer").factory());
    this.readers =
        Executors.newFixedThreadPool(READERS, Thread.ofPlatform().name("sql-reader-", 0).factory());
  }

  /**
   * Opens the file, makes it when it is not there, and brings its tables up to date. Reads every
   * page once ({@code quick_check}), so damage shows before anything is served.
   *
   * @throws CorruptDatabaseException when the file is damaged or no database
   */
  public static SqliteDatabase open(Path file) throws IOException {
    checkMagic(file);
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    config.setBusyTimeout(5_000); // ms; only another process could hold the file
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    try {
      quickCheck(file, source);
      Flyway.configure().dataSource(source).locations("classpath:db/migration").load().migrate();
      return new SqliteDatabase(file, source);
    } catch (FlywayException e) {
      throw e.getCause() instanceof SQLException s
          ? translate(file, s)
          : new IOException("database " + file + ": " + firstLine(e), e);
    } catch (SQLException e) {
      throw translate(file, e);
    }
  }

  /** Runs {@code work} in one transaction on the writer; durable on return. */
  <T> T write(Work<T> work) throws IOException {
    return await(writer.submit(() -> inTransaction(work)));
  }

  /** Runs {@code work} on a reader; sees the last committed transaction. */
  <T> T read(Work<T> work) throws IOException {
    return await(
        readers.submit(
            () -> {
              DSLContext sql = reading.take();
              try {
                return work.run(sql);
              } finally {
                reading.add(sql);
              }
            }));
  }

  @Override
  public void close() {
    writer.shutdown();
    readers.shutdown();
    try {
      if (!writer.awaitTermination(10, TimeUnit.SECONDS)
          || !readers.awaitTermination(10, TimeUnit.SECONDS)) {
        return; // a connection is in use: the process ends soon, SQLite recovers from its journal
      }
      for (Connection c : connections) {
        c.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      System.getLogger(SqliteDatabase.class.getName())
          .log(System.Logger.Level.WARNING, "closing " + file, e);
    }
  }

  private <T> T inTransaction(Work<T> work) throws Exception {
    Connection connection = connections.getFirst();
    connection.setAutoCommit(false);
    try {
      T result = work.run(writing);
      connection.commit();
      return result;
    } catch (Throwable e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private <T> T await(Future<T> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + file);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IOException io) {
        throw io;
      }
      if (cause instanceof SQLException sql) {
        throw translate(file, sql);
      }
      if (cause instanceof DataAccessException data) {
        throw data.getCause() instanceof SQLException sql
            ? translate(file, sql)
            : new IOException("database " + file + ": " + firstLine(data), data);
      }
      throw new IllegalStateException("database work failed", cause);
    }
  }

  private DSLContext connect(SQLiteDataSource source) throws SQLException {
    Connection connection = source.getConnection();
    connections.add(connection);
    return DSL.using(connection, SQLDialect.SQLITE);
  }

  private static void checkMagic(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) == 0) {
      return;
    }
    byte[] head = new byte[MAGIC.length];
    int n;
    try (var in = Files.newInputStream(file)) {
      n = in.readNBytes(head, 0, head.length);
    }
    if (n < head.length || !Arrays.equals(head, MAGIC)) {
      throw new CorruptDatabaseException(file, "it does not start as an SQLite 3 file");
    }
  }

  private static void quickCheck(Path file, SQLiteDataSource source)
      throws SQLException, CorruptDatabaseException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
      if (rows.next() && !rows.getString(1).equals("ok")) {
        throw new CorruptDatabaseException(file, rows.getString(1).lines().findFirst().orElse(""));
      }
    }
  }

  private static IOException translate(Path file, SQLException e) {
    SQLiteErrorCode code =
        e instanceof SQLiteException s ? s.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
    return switch (code) {
      case SQLITE_CORRUPT, SQLITE_NOTADB -> new CorruptDatabaseException(file, firstLine(e));
      case SQLITE_FULL -> new IOException("No space left on device: cannot write " + file, e);
      default -> new IOException("database " + file + ": " + firstLine(e), e);
    };
  }

  private static String firstLine(Exception e) {
    String message = e.getMessage();
    return message == null
        ? e.getClass().getSimpleName()
        : message.lines().filter(l -> !l.isBlank()).findFirst().orElse("");
  }
}
