package dev.plimsoll.cli.logging;

import java.lang.System.Logger;
import java.lang.System.LoggerFinder;
import java.util.ResourceBundle;
import org.slf4j.jdk.platform.logging.SLF4JSystemLoggerFinder;

/**
 * Sends {@link System.Logger} to SLF4J, but for the one logger that the JVM itself asks for
 * whenever a program exits: for its sake all of the logging would be loaded and configured at the
 * end of every short command. Found by the JVM as a service, ahead of the one that it stands
 * before.
 */
public final class SystemLoggers extends LoggerFinder {
  private static final String AT_EXIT = "java.lang.Runtime";

  /** Called by the service loader. */
  public SystemLoggers() {}

  @Override
  public Logger getLogger(String name, Module module) {
    return name.equals(AT_EXIT) ? new Silent(name) : Slf4j.FINDER.getLogger(name, module);
  }

  /** Loaded when the first logger is asked for. */
  private static final class Slf4j {
    static final LoggerFinder FINDER = new SLF4JSystemLoggerFinder();
  }

  private record Silent(String name) implements Logger {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return false;
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {}

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... values) {}
  }
}
