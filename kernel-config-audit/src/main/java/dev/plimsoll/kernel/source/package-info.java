/**
 * A kernel's configuration, command line, version and architecture out of the files that hold them:
 * {@code .config}, bzImage (Documentation/arch/x86/boot.rst, protocol 2.15), arm64 and RISC-V Image
 * (Documentation/arch/{arm64/booting,riscv/boot-image-header}.rst), EFI zboot
 * (drivers/firmware/efi/libstub/zboot-header.S), ELF with IKCONFIG (kernel/configs.c), unified
 * kernel images (UAPI group, UKI specification) and Debian packages. All of Linux 7.2.
 *
 * <p>Whatever is read is hostile: every size in a header is checked against the bytes that are
 * there, every unpacked stream has a limit.
 */
@NullMarked
package dev.plimsoll.kernel.source;

import org.jspecify.annotations.NullMarked;
