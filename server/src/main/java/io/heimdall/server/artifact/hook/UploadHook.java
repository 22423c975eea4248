package io.heimdall.server.artifact.hook;

import static java.lang.System.Logger.Level.WARNING;

import io.heimdall.db.artifact.ArtifactSpec;
import io.heimdall.server.artifact.upload.UploadGate;
import io.heimdall.server.artifact.upload.UploadedFile;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.post.Answer;
import io.heimdall.server.post.Message;
import io.heimdall.server.post.PostFailure;
import io.heimdall.server.post.Poster;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Asks a URL whether files may become artifacts; `docs/artifacts.md` has the shape of question and
/// answer. A refusal counts with any status; an answer that is not 2xx, or does not say `allow`,
/// lets nothing in. Safe for any number of threads.
public final class UploadHook implements UploadGate {

  private static final System.Logger LOG = System.getLogger(UploadHook.class.getName());
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MOST_ANSWER_BYTES = 64 << 10;
  private static final int MOST_REASON = 500;

  /// From this status on the other program has failed.
  private static final int FAILED = 500;

  private static final Duration SOON = Duration.ofSeconds(10);

  private final HookConfig config;
  private final Poster poster;
  private final InstantSource clock;

  /// Makes one.
  ///
  /// @param config whom to ask
  /// @param clock the host's UTC
  public UploadHook(HookConfig config, InstantSource clock) {
    this.config = config;
    this.poster =
        new Poster(_ -> true, Poster.PlainText.ANYWHERE, config.timeout(), MOST_ANSWER_BYTES);
    this.clock = clock;
  }

  private record Verdict(boolean allow, String reason) {}

  @Override
  public boolean asks() {
    return true;
  }

  @Override
  public void admit(UploadedFile file) {
    Answer answer;
    try {
      answer = ask(file);
    } catch (PostFailure e) {
      unanswered(file, String.valueOf(e.getMessage()), config.open());
      return;
    }
    Optional<Verdict> verdict = verdict(answer);
    if (verdict.isPresent() && !verdict.get().allow()) {
      throw refused(file, verdict.get().reason());
    }
    if (!answer.taken() || verdict.isEmpty()) {
      // Who uploads may have a part in any other answer, and is not let in by it.
      boolean open = config.open() && answer.status() >= FAILED;
      unanswered(file, "status %d, and no verdict".formatted(answer.status()), open);
    }
  }

  private Answer ask(UploadedFile file) throws PostFailure {
    var id = UUID.randomUUID().toString();
    var message = new Message(id, clock.instant(), question(id, file), List.of(config.secret()));
    try {
      return poster.post(config.url(), message);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw unavailable(file);
    }
  }

  private static void unanswered(UploadedFile file, String why, boolean open) {
    LOG.log(
        WARNING,
        "the hook does not answer about upload {0}, which {1}: {2}",
        file.uploadId(),
        open ? "is let in" : "waits",
        why);
    if (!open) {
      throw unavailable(file);
    }
  }

  private static Optional<Verdict> verdict(Answer answer) {
    try {
      JsonNode read = JSON.readTree(answer.body());
      JsonNode allow = read == null ? null : read.get("allow");
      return allow == null || !allow.isBoolean()
          ? Optional.empty()
          : Optional.of(new Verdict(allow.booleanValue(), read.path("reason").asString("")));
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }

  private String question(String id, UploadedFile file) {
    ObjectNode data =
        JSON.createObjectNode()
            .put("upload_id", file.uploadId().toString())
            .put("artifact_id", file.artifactId().toString())
            .put("new_artifact", file.spec() != null)
            .put("owner", file.owner())
            .put("name", file.name())
            .put("claimed_type", file.types().claimed())
            .put("sniffed_type", file.types().sniffed())
            .put("content_type", file.types().kept())
            .put("size_bytes", file.content().sizeBytes())
            .put("sha256", file.content().sha256());
    ArtifactSpec spec = file.spec();
    if (spec != null) {
      data.put("title", spec.title());
      data.set("labels", JSON.readTree(spec.labelsJson()));
      data.set("tags", JSON.valueToTree(spec.tags()));
    }
    ObjectNode document =
        JSON.createObjectNode()
            .put("id", id)
            .put("type", "upload.admit")
            .put("timestamp", clock.instant().toString());
    document.set("data", data);
    return JSON.writeValueAsString(document);
  }

  private static FailureException refused(UploadedFile file, String reason) {
    String sentence = cleaned(reason);
    return new Failure.Precondition(
            Reason.UPLOAD_REFUSED,
            "the hook of this server does not let '%s' in%s"
                .formatted(file.name(), sentence.isEmpty() ? "" : ": " + sentence),
            Map.of("uploadId", file.uploadId().toString()))
        .exception();
  }

  /// What another program says, as a part of a sentence of one line.
  static String cleaned(String reason) {
    String line = reason.replaceAll("[\\p{C}\\p{Z}]+", " ").strip();
    if (line.length() <= MOST_REASON) {
      return line;
    }
    int end =
        Character.isHighSurrogate(line.charAt(MOST_REASON - 1)) ? MOST_REASON - 1 : MOST_REASON;
    return line.substring(0, end) + "…";
  }

  private static FailureException unavailable(UploadedFile file) {
    return new Failure.Unavailable(
            Reason.HOOK_UNAVAILABLE,
            "the hook of this server does not answer whether '%s' may be kept; later, go on from"
                    .formatted(file.name())
                + " persisted_size and finish the upload again",
            SOON,
            Map.of("uploadId", file.uploadId().toString()))
        .exception();
  }
}
