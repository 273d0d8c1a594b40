package dev.plimsoll.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.server.boot.AddressLimiter.Admission;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AddressLimiterTest {
  private static final long SECOND = 1_000_000_000L; // ns
  private static final String RACK = "192.0.2.1";

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - SECOND); // overflows on the way
  private final AddressLimiter limiter = new AddressLimiter(10, 30, now::get);

  private long admitted(String address, int tries) {
    return IntStream.range(0, tries).filter(i -> limiter.admit(address) == Admission.PASS).count();
  }

  @Test
  void admitsABurst_thenTheRate() {
    assertThat(admitted(RACK, 100)).isEqualTo(30);
    now.addAndGet(SECOND);
    assertThat(admitted(RACK, 100)).isEqualTo(10);
    now.addAndGet(SECOND / 10);
    assertThat(admitted(RACK, 100)).isEqualTo(1);
  }

  @Test
  void fillsUpToTheBurst_andNoFurther() {
    assertThat(admitted(RACK, 100)).isEqualTo(30);
    now.addAndGet(3600 * SECOND);
    assertThat(admitted(RACK, 100)).isEqualTo(30);
  }

  @Test
  void countsEachAddressByItself() {
    assertThat(admitted(RACK, 100)).isEqualTo(30);
    assertThat(admitted("192.0.2.2", 100)).isEqualTo(30);
  }

  @Test
  void locksNobodyOut_whenTooManyAddressesCome() {
    for (int i = 0; i <= AddressLimiter.MAX_ADDRESSES + 1; i++) {
      assertThat(limiter.admit("host-" + i)).isEqualTo(Admission.PASS);
    }
    assertThat(admitted(RACK, 100)).isEqualTo(30);
  }
}
