package dev.plimsoll.server.http;

import dev.plimsoll.server.ExpiryAlarm;
import dev.plimsoll.server.boot.VerdictCounts;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The service's figures in the Prometheus text format 0.0.4. */
final class Metrics {
  static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private Metrics() {}

  static String text(Service service) {
    VerdictCounts counts = service.counts();
    StringBuilder out = new StringBuilder();
    metric(
        out,
        "plimsoll_boot_verdicts_total",
        "counter",
        "Boot verdicts given since the start of the process.",
        Map.of("verdict=\"allow\"", counts.allowed(), "verdict=\"deny\"", counts.denied()));
    metric(
        out,
        "plimsoll_boot_requests_malformed_total",
        "counter",
        "Boot requests that were not understood.",
        Map.of("", counts.malformed()));
    metric(
        out,
        "plimsoll_boot_requests_turned_away_total",
        "counter",
        "Boot requests answered with 429 or 503.",
        Map.of("", counts.turnedAway()));
    metric(
        out,
        "plimsoll_boot_verdict_rows_waiting",
        "gauge",
        "Boot verdict rows that wait for the next batch.",
        Map.of("", (long) service.recorder().waiting()));
    metric(
        out,
        "plimsoll_runs_in_progress",
        "gauge",
        "Runs that are waiting or being worked.",
        Map.of("", (long) service.engine().inFlight()));
    Map<String, Long> expiries = new TreeMap<>();
    service
        .tuf()
        .expiries()
        .forEach((role, at) -> expiries.put("role=\"" + role + "\"", at.getEpochSecond()));
    metric(
        out,
        "plimsoll_tuf_expiry_timestamp_seconds",
        "gauge",
        "When the metadata of a TUF role ends.",
        expiries);
    Instant now = service.clock().instant();
    Map<String, Long> left = new TreeMap<>();
    service
        .tuf()
        .expiries()
        .forEach(
            (role, at) -> left.put("role=\"" + role + "\"", Duration.between(now, at).toSeconds()));
    metric(
        out,
        "plimsoll_tuf_seconds_until_expiry",
        "gauge",
        "How long the metadata of a TUF role still holds; negative when it has ended.",
        left);
    Map<String, Long> low = new TreeMap<>();
    service
        .tuf()
        .offlineExpiries()
        .forEach(
            (role, at) -> low.put("role=\"" + role + "\"", ExpiryAlarm.isLow(at, now) ? 1L : 0L));
    metric(
        out,
        "plimsoll_tuf_offline_role_low",
        "gauge",
        "1 when people must sign a TUF role anew within 30 days.",
        low);
    metric(
        out,
        "process_uptime_seconds",
        "gauge",
        "Age of the process.",
        Map.of("", ManagementFactory.getRuntimeMXBean().getUptime() / 1000));
    return out.toString();
  }

  private static void metric(
      StringBuilder out, String name, String type, String help, Map<String, Long> values) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    new TreeMap<>(values)
        .forEach(
            (labels, value) -> {
              out.append(name);
              if (!labels.isEmpty()) {
                out.append('{').append(labels).append('}');
              }
              out.append(' ').append(value).append('\n');
            });
  }
}
