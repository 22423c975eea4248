package io.heimdall.server.receiver.courtesy;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.wire.Dialer;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PoliteStreamTest {

  /// A default of the interface in place of the stream's own answer would go unnoticed.
  @Test
  void passesEveryCallOnAndTheAnswerBack() throws Exception {
    List<Method> called = new ArrayList<>();
    var stream =
        (IqStream)
            Proxy.newProxyInstance(
                IqStream.class.getClassLoader(),
                new Class<?>[] {IqStream.class},
                (_, method, _) -> {
                  called.add(method);
                  return answer(method);
                });
    var polite = new PoliteStream(stream, passage());
    Method[] methods = IqStream.class.getMethods();

    for (Method method : methods) {
      Object[] arguments =
          method.getParameterCount() == 0 ? new Object[0] : new Object[] {new IqBlock(1)};
      assertThat(method.invoke(polite, arguments)).isEqualTo(answer(method));
    }

    assertThat(called).containsExactlyInAnyOrder(methods);
  }

  private static @Nullable Object answer(Method method) {
    return switch (method.getName()) {
      case "onDemand", "next" -> true;
      case "blockCapacity" -> 7;
      case "patience" -> Duration.ofSeconds(7);
      case "length" -> OptionalLong.of(7);
      default -> null;
    };
  }

  private static Passage passage() {
    var target =
        new ReceiverTarget(
            1, URI.create("http://192.0.2.1"), 0, Optional.empty(), Duration.ofSeconds(5));
    var doors = new Doors(new Dialer(Duration.ofSeconds(1), _ -> true));
    var house =
        new Passage.House(doors, new Turns(), new Rests(Rests.REST), Courtesy.LONGEST_CHECK);
    return new Passage(target, new Hosts(), Errand.RECEIVE, house);
  }
}
