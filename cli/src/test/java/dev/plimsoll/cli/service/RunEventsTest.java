package dev.plimsoll.cli.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.service.RunEvents.Event;
import dev.plimsoll.cli.testing.FakeService;
import dev.plimsoll.cli.testing.FakeService.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RunEventsTest {
  private static final String PATH = "/v1/runs/r1/events";

  private static String event(long id, String name, String data) {
    return "id: " + id + "\nevent: " + name + "\ndata: {\"type\":\"t\",\"data\":" + data + "}\n\n";
  }

  @Test
  void follow_endsWithTheRunsLastEvent() throws Exception {
    String stream =
        ": hello\n\n"
            + event(1, "RunRequested", "{}")
            + event(2, "ImageBuilt", "{\"image\":\"i\"}")
            + event(3, "RunRejected", "{}")
            + event(4, "Unheard", "{}");
    try (FakeService service = FakeService.start().answering(PATH, 200, stream);
        ServiceClient client = new ServiceClient(service.address())) {
      List<String> names = new ArrayList<>();
      Event last = new RunEvents(client, "r1").follow(e -> names.add(e.name()));
      assertThat(names).containsExactly("RunRequested", "ImageBuilt", "RunRejected");
      assertThat(last.id()).isEqualTo(3);
    }
  }

  @Test
  void brokenConnection_isTakenUpAfterTheLastEventSeen() throws Exception {
    try (FakeService service =
            FakeService.start()
                .breakingAfter(PATH, event(7, "RunRequested", "{}") + "id: 8\nevent: Image")
                .answering(PATH, 200, event(8, "ImageBuilt", "{}") + event(9, "RunFailed", "{}"));
        ServiceClient client = new ServiceClient(service.address())) {
      List<Long> ids = new ArrayList<>();
      new RunEvents(client, "r1").follow(e -> ids.add(e.id()));
      assertThat(ids).containsExactly(7L, 8L, 9L);
      assertThat(service.requests()).extracting(Request::lastEventId).containsExactly("null", "7");
    }
  }

  @Test
  void endWithoutLastEvent_isAFailureInTheEnd() throws IOException {
    try (FakeService service = FakeService.start();
        ServiceClient client = new ServiceClient(service.address())) {
      for (int i = 0; i < 20; i++) {
        service.answering(PATH, 200, "");
      }
      assertThatThrownBy(() -> new RunEvents(client, "r1").follow(e -> {}))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("events of run r1");
      assertThat(service.requests()).hasSizeLessThan(10);
    }
  }

  @Test
  void unknownRun_isTheServicesAnswer() throws IOException {
    try (FakeService service =
            FakeService.start().answering(PATH, 404, "{\"detail\":\"there is no run r1\"}");
        ServiceClient client = new ServiceClient(service.address())) {
      assertThatThrownBy(() -> new RunEvents(client, "r1").follow(e -> {}))
          .isInstanceOf(CommandFailure.class)
          .hasMessage("there is no run r1");
    }
  }
}
