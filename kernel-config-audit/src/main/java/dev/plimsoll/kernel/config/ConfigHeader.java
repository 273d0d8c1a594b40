package dev.plimsoll.kernel.config;

/**
 * What the head of the file says: {@code # Linux/x86 6.1.192 Kernel Configuration}.
 *
 * @param arch as Kconfig calls it ({@code x86} is both 32 and 64 bit)
 * @param version such as {@code 6.1.192} or {@code 6.17.0-rc1}
 */
public record ConfigHeader(String arch, String version, int line) {}
