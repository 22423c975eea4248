package io.heimdall.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageCacheTest {

  @ParameterizedTest
  @CsvSource({"0, 128MB", "512, 128MB", "4096, 512MB", "16384, 2048MB", "262144, 2048MB"})
  void takesAnEighthOfTheMachineWithinBounds(long memoryMb, String size) {
    assertThat(PageCache.size(memoryMb << 20)).isEqualTo(size);
  }
}
