package dev.plimsoll.cli.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.testing.FakeService;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServiceClientTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void post_sendsTokenAndBody() throws Exception {
    try (FakeService service = FakeService.start().answering("/v1/runs", 202, "{\"id\":\"x\"}");
        ServiceClient client = new ServiceClient(service.address())) {
      JsonObject answer = client.post("/v1/runs", JsonObject.builder().put("name", "demo").build());
      assertThat(answer.string("id")).isEqualTo("x");
      FakeService.Request asked = service.requests().getFirst();
      assertThat(asked.method()).isEqualTo("POST");
      assertThat(asked.authorization()).isEqualTo("Bearer token");
      assertThat(asked.body().utf8()).isEqualTo("{\"name\":\"demo\"}");
    }
  }

  @ParameterizedTest
  @CsvSource({"400,WRONG", "404,WRONG", "409,WRONG", "422,WRONG", "500,EVIDENCE", "503,EVIDENCE"})
  void refusal_becomesItsDetailAndAnExitCode(int status, ExitCode code) throws IOException {
    try (FakeService service =
            FakeService.start()
                .answering("/v1/images/x", status, "{\"title\":\"t\",\"detail\":\"no such x\"}");
        ServiceClient client = new ServiceClient(service.address())) {
      CommandFailure failure =
          catchThrowableOfType(CommandFailure.class, () -> client.get("/v1/images/x"));
      assertThat(failure.code()).isEqualTo(code);
      assertThat(failure).hasMessageEndingWith("no such x");
    }
  }

  @Test
  void nobodyListens_isAnIoFailureThatNamesTheAddress() {
    try (ServiceClient client =
        new ServiceClient(new ServiceAddress(URI.create("http://127.0.0.1:1"), Optional.empty()))) {
      assertThatThrownBy(() -> client.get("/healthz"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the service at http://127.0.0.1:1 does not answer");
    }
  }

  @Test
  void fetchBlob_keepsContentOfTheRightDigest() throws Exception {
    Bytes content = Bytes.ofUtf8("layer");
    Digest digest = content.digest();
    try (FakeService service = FakeService.start().answering("/v1/blobs/" + digest, 200, content);
        ServiceClient client = new ServiceClient(service.address())) {
      Path file = client.fetchBlob(digest, folder);
      assertThat(file).isEqualTo(folder.resolve(digest.hex())).hasContent("layer");
      assertThat(client.fetchBlob(digest, folder)).isEqualTo(file);
      assertThat(service.requests()).hasSize(1);
    }
  }

  @Test
  void fetchBlob_ofOtherContent_leavesNothingBehind() throws IOException {
    Digest digest = Bytes.ofUtf8("layer").digest();
    try (FakeService service = FakeService.start().answering("/v1/blobs/" + digest, 200, "other");
        ServiceClient client = new ServiceClient(service.address())) {
      CommandFailure failure =
          catchThrowableOfType(CommandFailure.class, () -> client.fetchBlob(digest, folder));
      assertThat(failure.code()).isEqualTo(ExitCode.EVIDENCE);
      assertThat(failure).hasMessageContaining(digest.toString()).hasMessageContaining("digest");
      try (Stream<Path> left = Files.list(folder)) {
        assertThat(left).isEmpty();
      }
    }
  }

  @Test
  void fetchBlob_replacesAFileThatWasChanged() throws Exception {
    Bytes content = Bytes.ofUtf8("layer");
    Digest digest = content.digest();
    Files.writeString(folder.resolve(digest.hex()), "changed");
    try (FakeService service = FakeService.start().answering("/v1/blobs/" + digest, 200, content);
        ServiceClient client = new ServiceClient(service.address())) {
      assertThat(client.fetchBlob(digest, folder)).hasContent("layer");
    }
  }
}
