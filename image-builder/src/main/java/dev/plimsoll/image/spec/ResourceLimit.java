package dev.plimsoll.image.spec;

/**
 * One rlimit, e.g. {@code RLIMIT_NOFILE}.
 *
 * @param soft {@code -1}: unlimited
 * @param hard {@code -1}: unlimited
 */
public record ResourceLimit(String type, long soft, long hard) {}
