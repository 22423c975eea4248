package io.heimdall.server.artifact.webhook;

import static io.heimdall.server.artifact.webhook.WebhookWorld.ANN;
import static io.heimdall.server.artifact.webhook.WebhookWorld.ATTEMPTS;
import static io.heimdall.server.artifact.webhook.WebhookWorld.BOB;
import static io.heimdall.server.artifact.webhook.WebhookWorld.LEASE;
import static io.heimdall.server.artifact.webhook.WebhookWorld.PER_WEBHOOK;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.artifact.Access;
import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.Share;
import io.heimdall.db.artifact.webhook.Delivery;
import io.heimdall.db.artifact.webhook.DeliveryState;
import io.heimdall.db.artifact.webhook.Webhook;
import io.heimdall.db.artifact.webhook.WebhookSpec;
import io.heimdall.server.post.Endpoint;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Webhooks on a real database, to a real HTTP server.
@Timeout(120)
class WebhooksIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final WebhookWorld world = WebhookWorld.start();

  @AfterEach
  void close() {
    world.close();
  }

  private Webhook webhook() {
    return world.registry.create(ANN, world.spec()).webhook();
  }

  private Webhook get(Webhook webhook) {
    return world.registry.get(ANN, webhook.id());
  }

  private List<Delivery> list(Webhook webhook) {
    return world.deliveries.list(ANN, webhook.id(), null, null, 100).rows();
  }

  private Delivery only(Webhook webhook) {
    assertThat(list(webhook)).hasSize(1);
    return list(webhook).getFirst();
  }

  private static JsonNode body(Endpoint.Request request) {
    return JSON.readTree(request.body());
  }

  /// Signed by another implementation of the convention.
  private static String signature(String secret, Endpoint.Request request)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    String head =
        request.headers().get("webhook-id")
            + "."
            + request.headers().get("webhook-timestamp")
            + ".";
    mac.update(head.getBytes(UTF_8));
    return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(request.body().getBytes(UTF_8)));
  }

  private static List<String> signatures(Endpoint.Request request) {
    return Arrays.asList(String.valueOf(request.headers().get("webhook-signature")).split(" "));
  }

  @Test
  void tellsOfWhatHappensFromNowOnAndSigns() throws Exception {
    var _ = world.create(ANN);
    WebhookRegistry.Told made = world.registry.create(ANN, world.spec());
    Artifact artifact = world.create(ANN);

    assertThat(world.sendDue()).isEqualTo(1);

    Endpoint.Request request = world.endpoint.next();
    assertThat(signatures(request))
        .containsExactly(signature(made.secret().text().reveal(), request));
    Delivery delivery = only(made.webhook());
    assertThat(request.headers()).containsEntry("webhook-id", delivery.id().toString());
    JsonNode told = body(request);
    assertThat(told.path("id").asString()).isEqualTo(delivery.id().toString());
    assertThat(told.path("type").asString()).isEqualTo("artifact.create");
    assertThat(told.path("sequence").asLong()).isEqualTo(delivery.event().sequence());
    assertThat(told.path("data").path("artifact_id").asString())
        .isEqualTo(artifact.id().toString());
    assertThat(told.path("data").path("artifact").path("name").asString()).isEqualTo("data.bin");
    assertThat(told.path("data").path("artifact").path("version").asInt()).isEqualTo(1);
    assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
    assertThat(delivery.attempts().status()).isEqualTo(204);
    assertThat(world.sendDue()).isZero();
  }

  @Test
  void tellsOfWhatWasAskedForOnly() throws Exception {
    Webhook versions =
        world.registry.create(ANN, world.spec("size_bytes > 15", "version", "purge")).webhook();
    Artifact artifact = world.create(ANN);
    world.addVersion(artifact);
    var _ = world.create(BOB);

    assertThat(world.sendDue()).isEqualTo(1);

    assertThat(body(world.endpoint.next()).path("type").asString()).isEqualTo("artifact.version");
    assertThat(get(versions).standing().sequence()).isEqualTo(3);
  }

  @Test
  void triesAgainUntilItGivesUpAndOnceMoreWhenAsked() throws Exception {
    Webhook webhook = webhook();
    world.endpoint.answer(Endpoint.Reply.of(500));
    var _ = world.create(ANN);

    assertThat(world.sendDue()).isEqualTo(ATTEMPTS);

    Set<String> ids = new HashSet<>();
    for (int i = 0; i < ATTEMPTS; i++) {
      ids.add(world.endpoint.next().headers().get("webhook-id"));
    }
    Delivery dead = only(webhook);
    assertThat(ids).containsExactly(dead.id().toString());
    assertThat(dead.state()).isEqualTo(DeliveryState.DEAD);
    assertThat(dead.attempts().error()).isEqualTo("the answer was 500");
    assertThat(get(webhook).standing().failures()).isEqualTo(ATTEMPTS);

    world.endpoint.answer(Endpoint.Reply.of(200));
    var _ = world.deliveries.retry(ANN, dead.id());

    assertThat(world.attemptDue()).isEqualTo(1);
    assertThat(only(webhook).state()).isEqualTo(DeliveryState.DELIVERED);
    assertThat(get(webhook).standing().failures()).isZero();
    assertThatThrownBy(() -> world.deliveries.retry(ANN, dead.id()))
        .hasMessageContaining("WEBHOOK_DELIVERY_OVER");
  }

  @Test
  void comesBackWhenTheAnswerSays() throws Exception {
    Webhook webhook = webhook();
    world.endpoint.answer(new Endpoint.Reply(503, Map.of("Retry-After", "3600"), ""));
    var _ = world.create(ANN);

    assertThat(world.sendDue()).isEqualTo(1);

    Delivery waiting = only(webhook);
    assertThat(waiting.state()).isEqualTo(DeliveryState.WAITING);
    assertThat(waiting.dueAt()).isAfter(Instant.now().plus(Duration.ofMinutes(50)));
    var _ = world.deliveries.retry(ANN, waiting.id());
    assertThat(world.attemptDue()).isEqualTo(1);
  }

  @Test
  void pausesWhatIsGoneAndGoesOnWhereItWas() throws Exception {
    Webhook webhook = webhook();
    world.endpoint.answer(Endpoint.Reply.of(410));
    var _ = world.create(ANN);
    assertThat(world.sendDue()).isEqualTo(1);

    assertThat(only(webhook).state()).isEqualTo(DeliveryState.DEAD);
    assertThat(get(webhook).spec().paused()).isTrue();
    assertThat(get(webhook).standing().pauseReason()).contains("410");
    assertThat(world.number("select count(*) from audit_log where action = 'webhook.pause'"))
        .isEqualTo(1);

    world.endpoint.answer(Endpoint.Reply.of(200));
    var _ = world.create(ANN);
    assertThat(world.sendDue()).isZero();
    Webhook resumed =
        world.registry.update(ANN, webhook.id(), OptionalLong.empty(), _ -> world.spec());

    assertThat(resumed.standing().pauseReason()).isEmpty();
    assertThat(world.sendDue()).isEqualTo(1);
  }

  @Test
  void keepsARetryThatIsAskedForDuringAnAttempt() throws Exception {
    Webhook webhook = webhook();
    world.endpoint.answer(Endpoint.Reply.of(500));
    var _ = world.create(ANN);
    world.fanOut.run();
    for (int i = 1; i < ATTEMPTS; i++) {
      assertThat(world.take(Duration.ZERO)).hasSize(1);
    }
    Delivery last = world.take(LEASE).getFirst();
    assertThat(last.attempts().count()).isEqualTo(ATTEMPTS);

    var _ = world.deliveries.retry(ANN, last.id());
    world.attempt.run(last);

    assertThat(only(webhook).state()).isEqualTo(DeliveryState.WAITING);
    world.endpoint.answer(Endpoint.Reply.of(200));
    assertThat(world.attemptDue()).isEqualTo(1);
    assertThat(only(webhook).state()).isEqualTo(DeliveryState.DELIVERED);
  }

  @Test
  void isDueAtOnceWhereARetryWasAskedForDuringAnAttempt() throws Exception {
    Webhook webhook = webhook();
    world.endpoint.answer(new Endpoint.Reply(503, Map.of("Retry-After", "3600"), ""));
    var _ = world.create(ANN);
    world.fanOut.run();
    Delivery taken = world.take(LEASE).getFirst();

    var _ = world.deliveries.retry(ANN, taken.id());
    world.attempt.run(taken);

    assertThat(only(webhook).dueAt()).isBefore(Instant.now().plus(Duration.ofMinutes(1)));
  }

  @Test
  void isNotPausedByAUrlThatItNoLongerHas() throws Exception {
    Webhook webhook = webhook();
    var _ = world.create(ANN);
    world.fanOut.run();
    Delivery taken = world.take(LEASE).getFirst();
    WebhookSpec other =
        new WebhookSpec(world.endpoint.url() + "&other=1", "", "", List.of(), false);
    world.endpoint.answer(
        Endpoint.Reply.of(410),
        () -> world.registry.update(ANN, webhook.id(), OptionalLong.empty(), _ -> other));

    world.attempt.run(taken);

    assertThat(get(webhook).spec()).isEqualTo(other);
    assertThat(only(webhook).state()).isEqualTo(DeliveryState.WAITING);
  }

  @Test
  void countsNothingOfAnAttemptThatWasReplaced() throws Exception {
    Webhook webhook = webhook();
    world.endpoint.answer(Endpoint.Reply.of(410));
    var _ = world.create(ANN);
    world.fanOut.run();
    Delivery replaced = world.take(Duration.ZERO).getFirst();
    assertThat(world.take(LEASE)).hasSize(1);

    world.attempt.run(replaced);

    assertThat(get(webhook).spec().paused()).isFalse();
    assertThat(get(webhook).standing().failures()).isZero();
    assertThat(only(webhook).state()).isEqualTo(DeliveryState.WAITING);
  }

  @Test
  void isChangedAndPausedWhereItsUrlAndFilterAreNotAllowedAnyMore() throws Exception {
    Webhook webhook = webhook();
    world.execute(
        "update artifact_webhooks set url = 'https://10.0.0.1/', filter = 'nonsense = 1'");
    UnaryOperator<WebhookSpec> pause = spec -> paused(spec, "why", true);

    Webhook paused = world.registry.update(ANN, webhook.id(), OptionalLong.empty(), pause);

    assertThat(paused.spec().paused()).isTrue();
    assertThatThrownBy(() ->
            world.registry.update(
                ANN, webhook.id(), OptionalLong.empty(), spec -> paused(spec, "why", false)))
        .hasMessageContaining("FILTER_INVALID");
    world.execute("update artifact_webhooks set filter = ''");
    assertThatThrownBy(() ->
            world.registry.update(
                ANN, webhook.id(), OptionalLong.empty(), spec -> paused(spec, "why", false)))
        .hasMessageContaining("WEBHOOK_URL_INVALID");
  }

  private static WebhookSpec paused(WebhookSpec spec, String description, boolean paused) {
    return new WebhookSpec(spec.url(), description, spec.filter(), spec.changes(), paused);
  }

  @Test
  void saysWhyItIsPausedUntilItGoesOn() throws Exception {
    Webhook webhook = webhook();
    world.endpoint.answer(Endpoint.Reply.of(410));
    var _ = world.create(ANN);
    assertThat(world.sendDue()).isEqualTo(1);

    Webhook described =
        world.registry.update(
            ANN, webhook.id(), OptionalLong.empty(), spec -> paused(spec, "new", true));

    assertThat(described.standing().pauseReason()).contains("410");
    assertThat(described.standing().failures()).isEqualTo(1);
  }

  @Test
  void isPausedWithALineInTheAuditLogWhereItsFilterCannotBeRead() throws Exception {
    Webhook webhook = webhook();
    world.execute("update artifact_webhooks set filter = 'nonsense = 1'");
    var _ = world.create(ANN);

    world.fanOut.run();

    assertThat(get(webhook).spec().paused()).isTrue();
    assertThat(get(webhook).standing().pauseReason()).contains("filter");
    assertThat(world.number("select count(*) from audit_log where action = 'webhook.pause'"))
        .isEqualTo(1);
  }

  @Test
  void hasEventsWaitInTheirLogWhereDeliveriesPileUp() throws Exception {
    Webhook webhook = webhook();
    var _ = world.create(ANN);
    world.fanOut.run();
    world.execute(
        "insert into artifact_deliveries select (jsonb_populate_record(d, jsonb_build_object('id',"
            + " gen_random_uuid(), 'sequence', 1000000 + n))).* from artifact_deliveries d,"
            + " generate_series(1, 9999) n");
    long told = get(webhook).standing().sequence();
    var _ = world.create(ANN);

    world.fanOut.run();
    assertThat(get(webhook).standing().sequence()).isEqualTo(told);

    world.execute("delete from artifact_deliveries where sequence > 1000000");
    world.fanOut.run();
    assertThat(get(webhook).standing().sequence()).isGreaterThan(told);
    assertThat(list(webhook)).hasSize(2);
  }

  @Test
  void saysHowManyEventsWereNotKeptWhileItWasPaused() throws Exception {
    WebhookSpec paused = new WebhookSpec(world.endpoint.url(), "", "", List.of(), true);
    Webhook webhook = world.registry.create(ANN, paused).webhook();
    var _ = world.registry.create(BOB, world.spec());
    for (int i = 0; i < 3; i++) {
      var _ = world.create(ANN);
    }
    assertThat(world.sendDue()).isZero();
    world.execute("delete from artifact_events where sequence <= 2");
    world.execute("update artifact_event_log set compacted_sequence = 2");

    var _ = world.registry.update(ANN, webhook.id(), OptionalLong.empty(), _ -> world.spec());

    assertThat(world.sendDue()).isEqualTo(1);
    assertThat(get(webhook).standing().missedEvents()).isEqualTo(2);
  }

  @Test
  void sendsNothingOfWhatItsOwnerSeesNoMore() throws Exception {
    Webhook webhook = webhook();
    Artifact shared = world.create(BOB);
    var grantee = new Share.Grantee(Share.Type.USER, "ann");
    var _ = world.sharing.share(BOB, shared.id(), grantee, Access.READ, null);
    world.addVersion(shared);
    world.fanOut.run();
    assertThat(list(webhook)).isNotEmpty();
    world.sharing.unshare(BOB, shared.id(), grantee);

    var _ = world.attemptDue();

    assertThat(list(webhook)).extracting(Delivery::state).containsOnly(DeliveryState.DROPPED);
    assertThat(world.endpoint.idle()).isTrue();
  }

  @Test
  void givesToAnotherWhatADeadNodeHasTaken() throws Exception {
    Webhook webhook = webhook();
    var _ = world.create(ANN);
    world.fanOut.run();
    List<Delivery> lost = world.take(Duration.ZERO);
    assertThat(lost).hasSize(1);

    List<Delivery> again = world.take(LEASE);

    assertThat(again).extracting(Delivery::id).containsExactly(lost.getFirst().id());
    assertThat(world.take(LEASE)).isEmpty();
    // The first was only slow, and comes back.
    boolean zombie =
        world.transactions.inTransaction(
            tx -> world.queue.end(tx, lost.getFirst(), DeliveryState.DEAD, 500, "too late"));
    assertThat(zombie).isFalse();
    world.attempt.run(again.getFirst());
    assertThat(only(webhook).state()).isEqualTo(DeliveryState.DELIVERED);
    assertThat(only(webhook).attempts().count()).isEqualTo(2);
  }

  @Test
  void givesUpWhatNobodyCameBackFrom() throws Exception {
    Webhook webhook = webhook();
    var _ = world.create(ANN);
    world.fanOut.run();
    for (int i = 0; i < ATTEMPTS; i++) {
      assertThat(world.take(Duration.ZERO)).hasSize(1);
    }

    assertThat(world.attemptDue()).isEqualTo(1);

    assertThat(only(webhook).state()).isEqualTo(DeliveryState.DEAD);
    assertThat(world.endpoint.idle()).isTrue();
  }

  @Test
  void takesTurnsAndSendsFewOfAWebhookAtATime() {
    Webhook busy = webhook();
    Webhook other = world.registry.create(ANN, world.spec("", "create")).webhook();
    for (int i = 0; i < 5; i++) {
      var _ = world.create(ANN);
    }
    world.fanOut.run();

    List<Delivery> first = world.take(LEASE);
    List<Delivery> second = world.take(LEASE);

    assertThat(first).hasSize(PER_WEBHOOK);
    assertThat(second).hasSize(PER_WEBHOOK);
    assertThat(Set.of(first.getFirst().webhookId(), second.getFirst().webhookId()))
        .containsExactlyInAnyOrder(busy.id(), other.id());
    assertThat(world.take(LEASE)).isEmpty();
  }

  @Test
  void sendsOneAtATimeToAUrlThatFails() throws Exception {
    Webhook webhook = webhook();
    for (int i = 0; i < 3; i++) {
      var _ = world.create(ANN);
    }
    world.fanOut.run();
    world.execute("update artifact_webhooks set failures = 3");

    assertThat(world.take(LEASE)).hasSize(1);
    assertThat(world.take(LEASE)).isEmpty();
    assertThat(list(webhook)).hasSize(3);
  }

  @Test
  void signsWithBothSecretsForAWhile() throws Exception {
    WebhookRegistry.Told made = world.registry.create(ANN, world.spec());
    WebhookRegistry.Told rotated =
        world.registry.rotate(ANN, made.webhook().id(), OptionalLong.of(1), Duration.ofHours(1));
    String old = made.secret().text().reveal();
    String fresh = rotated.secret().text().reveal();
    var _ = world.create(ANN);
    assertThat(world.sendDue()).isEqualTo(1);

    Endpoint.Request both = world.endpoint.next();
    assertThat(signatures(both)).containsExactly(signature(fresh, both), signature(old, both));

    world.goAhead(Duration.ofHours(2));
    var _ = world.create(ANN);
    assertThat(world.sendDue()).isEqualTo(1);
    Endpoint.Request one = world.endpoint.next();
    assertThat(signatures(one)).containsExactly(signature(fresh, one));
    assertThatThrownBy(() ->
            world.registry.rotate(ANN, made.webhook().id(), OptionalLong.of(1), Duration.ZERO))
        .hasMessageContaining("ETAG_MISMATCH");
  }

  @Test
  void showsWebhooksToTheirOwnersOnly() throws Exception {
    Webhook webhook = webhook();
    var _ = world.create(ANN);
    assertThat(world.sendDue()).isEqualTo(1);
    UUID delivery = only(webhook).id();

    assertThat(world.registry.list(ANN, null, 10).rows()).containsExactly(get(webhook));
    assertThat(world.registry.list(BOB, null, 10).rows()).isEmpty();
    assertThatThrownBy(() -> world.registry.get(BOB, webhook.id()))
        .hasMessageContaining("WEBHOOK_NOT_FOUND");
    assertThatThrownBy(() -> world.registry.delete(BOB, webhook.id(), OptionalLong.empty()))
        .hasMessageContaining("WEBHOOK_NOT_FOUND");
    assertThatThrownBy(() -> world.deliveries.list(BOB, webhook.id(), null, null, 10))
        .hasMessageContaining("WEBHOOK_NOT_FOUND");
    assertThatThrownBy(() -> world.deliveries.retry(BOB, delivery))
        .hasMessageContaining("WEBHOOK_DELIVERY_NOT_FOUND");
    assertThatThrownBy(() -> world.trial.test(BOB, webhook.id()))
        .hasMessageContaining("WEBHOOK_NOT_FOUND");

    world.registry.delete(ANN, webhook.id(), OptionalLong.of(1));
    assertThat(world.number("select count(*) from artifact_deliveries")).isZero();
    assertThat(
            world.number(
                "select count(*) from audit_log where action in ('webhook.create',"
                    + " 'webhook.delete') and detail::text not like '%key=1%'"))
        .isEqualTo(2);
  }

  @Test
  void refusesWhatItCannotDo() {
    assertThatThrownBy(() ->
            world.registry.create(
                ANN, new WebhookSpec("https://10.0.0.1/", "", "", List.of(), false)))
        .hasMessageContaining("WEBHOOK_URL_INVALID");
    assertThatThrownBy(() -> world.registry.create(ANN, world.spec("nonsense = 1")))
        .hasMessageContaining("FILTER_INVALID");
    for (int i = 0; i < 100; i++) {
      var _ = webhook();
    }
    assertThatThrownBy(this::webhook).hasMessageContaining("TOO_MANY_WEBHOOKS");
  }

  @Test
  void triesAUrlAndKeepsNothingOfIt() throws Exception {
    Webhook webhook = webhook();

    assertThat(world.trial.test(ANN, webhook.id()).error()).isEmpty();
    assertThat(body(world.endpoint.next()).path("type").asString()).isEqualTo("webhook.test");
    world.endpoint.answer(Endpoint.Reply.of(404));
    WebhookTrial.Result failed = world.trial.test(ANN, webhook.id());

    assertThat(failed.status()).isEqualTo(404);
    assertThat(failed.error()).isEqualTo("the answer was 404");
    assertThat(list(webhook)).isEmpty();
  }

  @Test
  void forgetsWhatIsOverForLong() throws Exception {
    Webhook webhook = webhook();
    var _ = world.create(ANN);
    assertThat(world.sendDue()).isEqualTo(1);

    world.deliveries.forget(Instant.now().minus(Duration.ofHours(1)));
    assertThat(list(webhook)).hasSize(1);
    world.deliveries.forget(Instant.now().plus(Duration.ofHours(1)));

    assertThat(list(webhook)).isEmpty();
  }

  @Test
  void isServedByTwoNodesOnceEach() throws Exception {
    Webhook webhook = webhook();
    int count = 30;

    try (var firstEvents = world.nodeEvents();
        var secondEvents = world.nodeEvents();
        var _ = world.node(firstEvents);
        var _ = world.node(secondEvents)) {
      for (int i = 0; i < count; i++) {
        var _ = world.create(ANN);
      }
      Set<String> ids = new HashSet<>();
      while (ids.size() < count) {
        ids.add(world.endpoint.next().headers().get("webhook-id"));
      }
    }

    assertThat(list(webhook)).hasSize(count);
    assertThat(list(webhook)).extracting(one -> one.event().sequence()).doesNotHaveDuplicates();
    assertThat(world.endpoint.idle()).isTrue();
  }
}
