package io.heimdall.server.grpc;

import static io.heimdall.server.grpc.CatalogueStack.labels;
import static io.heimdall.server.grpc.CatalogueStack.number;
import static io.heimdall.server.grpc.CatalogueStack.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Value;
import com.google.protobuf.util.Timestamps;
import io.grpc.Status;
import io.heimdall.db.artifact.ArtifactKey;
import io.heimdall.db.artifact.Visibility;
import io.heimdall.server.artifact.BestMatches;
import io.heimdall.server.grpc.page.PageKeys;
import io.heimdall.server.grpc.page.PageTokens;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactCount;
import io.heimdall.v1.ArtifactSource;
import io.heimdall.v1.ArtifactSpec;
import io.heimdall.v1.ArtifactVersionSource;
import io.heimdall.v1.CountArtifactsRequest;
import io.heimdall.v1.CountArtifactsResponse;
import io.heimdall.v1.ListArtifactsRequest;
import io.heimdall.v1.ListTagsRequest;
import io.heimdall.v1.RecordingSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Lists, filters, searches, pages and counts.
class ArtifactSearchIT {

  private static final long SEED = 11;
  private static final int MANY = 60;
  private static final UUID ACQUISITION = new UUID(7, 7);

  @TempDir private static Path directory;
  private static CatalogueStack stack;
  private static List<Artifact> all;

  @BeforeAll
  static void start() throws IOException {
    stack = CatalogueStack.in(directory);
    var random = new Random(SEED);
    all = new ArrayList<>();
    for (int n = 0; n < MANY; n++) {
      Artifact made = stack.create("many", new byte[n % 7]);
      all.add(
          stack.update(
              "many",
              made,
              spec(n, random),
              "name",
              "title",
              "description",
              "labels",
              "tags",
              "derived_from"));
    }
  }

  private static ArtifactSpec spec(int n, Random random) {
    var spec =
        ArtifactSpec.newBuilder()
            .setName("file-%02d.wav".formatted(random.nextInt(30)))
            .setTitle(n % 3 == 0 ? "" : "Title %d".formatted(n % 4))
            .setDescription(n % 2 == 0 ? "it is a 50%_\\ thing" : "")
            .setLabels(
                labels(
                    Map.of(
                        "station",
                        text("st" + n % 5),
                        "run",
                        number(n % 4),
                        "weird name",
                        Value.newBuilder().setBoolValue(n % 2 == 0).build())));
    if (n % 4 != 0) {
      spec.addTags("tag" + n % 4);
    }
    if (n % 10 == 0) {
      spec.addTags("tenth");
    }
    if (n % 6 == 0) {
      spec.addDerivedFrom(ArtifactSource.newBuilder().setAcquisitionId(ACQUISITION.toString()));
    }
    if (n % 6 == 1) {
      spec.addDerivedFrom(
          ArtifactSource.newBuilder()
              .setRecording(
                  RecordingSource.newBuilder()
                      .setAcquisitionId(ACQUISITION.toString())
                      .setReceiverId(3)
                      .setHop(1)));
    }
    if (n % 6 == 2) {
      spec.addDerivedFrom(
          ArtifactSource.newBuilder()
              .setArtifact(
                  ArtifactVersionSource.newBuilder()
                      .setArtifactId(ACQUISITION.toString())
                      .setVersion(2)));
    }
    return spec.build();
  }

  @AfterAll
  static void stop() throws IOException {
    stack.close();
  }

  @Test
  void filtersByEveryField() {
    Artifact one = all.get(17);
    agree("id = " + one.getId(), a -> a.equals(one));
    agree("owner = many", _ -> true);
    agree("owner != many", _ -> false);
    agree("name = \"%s\"".formatted(one.getName()), a -> a.getName().equals(one.getName()));
    agree("name = \"*5.wav\"", a -> a.getName().endsWith("5.wav"));
    agree("name >= \"file-15.wav\"", a -> a.getName().compareTo("file-15.wav") >= 0);
    agree("title = \"Title 2\"", a -> a.getTitle().equals("Title 2"));
    agree("title:*", a -> !a.getTitle().isEmpty());
    agree("-title:*", a -> a.getTitle().isEmpty());
    agree("description = \"*50%_\\\\ *\"", a -> a.getDescription().contains("50%_\\ "));
    agree("content_type = application/octet-stream", _ -> true);
    agree("content_type = \"image/*\"", _ -> false);
    agree("size_bytes > 3", a -> a.getSizeBytes() > 3);
    agree("size_bytes = 0", a -> a.getSizeBytes() == 0);
    agree("sha256 = " + one.getSha256(), a -> a.getSha256().equals(one.getSha256()));
    agree("version = 1", _ -> true);
    agree("version > 1", _ -> false);
    agree("visibility = PRIVATE", _ -> true);
    agree("visibility = VISIBILITY_PUBLIC", _ -> false);
    agree("delete_time:*", _ -> false);
    String time = Timestamps.toString(one.getCreateTime());
    agree(
        "create_time < " + time,
        a -> Timestamps.compare(a.getCreateTime(), one.getCreateTime()) < 0);
    String updated = Timestamps.toString(one.getUpdateTime());
    agree(
        "update_time >= \"%s\"".formatted(updated),
        a -> Timestamps.compare(a.getUpdateTime(), one.getUpdateTime()) >= 0);
  }

  @Test
  void filtersByTagsSourcesAndLabels() {
    agree("tags:tag1", a -> a.getTagsList().contains("tag1"));
    agree("NOT tags:tag1", a -> !a.getTagsList().contains("tag1"));
    agree("tags:*", a -> a.getTagsCount() > 0);
    agree("-tags:*", a -> a.getTagsCount() == 0);
    agree("tags:tag1 tags:tenth", a -> a.getTagsList().containsAll(List.of("tag1", "tenth")));
    agree(
        "tags:tag2 OR tags:tenth",
        a -> a.getTagsList().contains("tag2") || a.getTagsList().contains("tenth"));
    agree("tags:nothing", _ -> false);
    agree(
        "derived_from:acquisitions/" + ACQUISITION,
        a -> a.getDerivedFromList().stream().anyMatch(ArtifactSource::hasAcquisitionId));
    agree(
        "derived_from:recordings/%s/3/1".formatted(ACQUISITION),
        a -> a.getDerivedFromList().stream().anyMatch(ArtifactSource::hasRecording));
    agree(
        "derived_from:\"artifacts/%s/2\"".formatted(ACQUISITION),
        a -> a.getDerivedFromList().stream().anyMatch(ArtifactSource::hasArtifact));
    agree("labels.station = st3", a -> station(a).equals("st3"));
    agree("labels.station != st3", a -> !station(a).equals("st3"));
    agree("NOT labels.station = st3", a -> !station(a).equals("st3"));
    agree("labels.station = \"*3\"", a -> station(a).equals("st3"));
    agree("labels.run = 2", a -> a.getLabels().getFieldsOrThrow("run").getNumberValue() == 2);
    agree(
        "labels.\"weird name\" = true",
        a -> a.getLabels().getFieldsOrThrow("weird name").getBoolValue());
    agree("labels.station:*", _ -> true);
    agree("labels.other:*", _ -> false);
    agree("NOT labels.other = x", _ -> false);
  }

  private static String station(Artifact artifact) {
    return artifact.getLabels().getFieldsOrThrow("station").getStringValue();
  }

  private static void agree(String filter, Predicate<Artifact> holds) {
    List<String> expected = all.stream().filter(holds).map(Artifact::getId).sorted().toList();
    List<String> found =
        list(request().setFilter(filter).setPageSize(1000)).stream()
            .map(Artifact::getId)
            .sorted()
            .toList();
    long counted =
        stack
            .as("many")
            .countArtifacts(CountArtifactsRequest.newBuilder().setFilter(filter).build())
            .getCount();

    assertThat(found).as("seed %d, %s", SEED, filter).isEqualTo(expected);
    assertThat(counted).isEqualTo(expected.size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing = 1|there is no field 'nothing'",
        "tags = fm|tags knows : only, not what stands at character 6",
        "tags:\"a*\"|a text without wildcards",
        "owner:x|'*' after ':'",
        "labels. = x|there is no field 'labels.'",
        "labels.x > 3|labels.x knows = and != only",
        "visibility = SECRET|one of PRIVATE, PUBLIC",
        "size_bytes = large|a whole number",
        "id = 7|a UUID"
      })
  void refusesFiltersAndSaysWhy(String filter, String sentence) {
    Refused.by(() -> list(request().setFilter(filter)))
        .with(Status.Code.INVALID_ARGUMENT, "FILTER_INVALID")
        .atField("filter")
        .saying(sentence);
  }

  @Test
  void listsInEveryOrderPageByPage() {
    order("", Comparator.comparingLong(ArtifactSearchIT::created).reversed());
    order("create_time", Comparator.comparingLong(ArtifactSearchIT::created));
    order("create_time desc", Comparator.comparingLong(ArtifactSearchIT::created).reversed());
    order(
        "update_time desc",
        Comparator.comparingLong((Artifact a) -> Timestamps.toNanos(a.getUpdateTime())).reversed());
    order("name", Comparator.comparing(Artifact::getName).thenComparing(Artifact::getId));
    order(
        "name desc",
        Comparator.comparing(Artifact::getName).thenComparing(Artifact::getId).reversed());
    order(
        " size_bytes desc ",
        Comparator.comparingLong(Artifact::getSizeBytes).thenComparing(Artifact::getId).reversed());
    for (String order : List.of("size", "name asc", "NAME", "name,size_bytes", "desc")) {
      Refused.by(() -> list(request().setOrderBy(order)))
          .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
          .atField("order_by");
    }
  }

  private static long created(Artifact artifact) {
    return Timestamps.toNanos(artifact.getCreateTime());
  }

  private static void order(String order, Comparator<Artifact> comparator) {
    assertThat(list(request().setOrderBy(order).setPageSize(7)))
        .as(order)
        .isEqualTo(all.stream().sorted(comparator).toList());
  }

  @Test
  void refusesATokenOfAnotherList() {
    String token =
        stack.as("many").listArtifacts(request().setPageSize(3).build()).getNextPageToken();

    Refused.by(() -> list(request().setOrderBy("name").setPageToken(token)))
        .with(Status.Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "night|1",
        "NIGHT|1",
        "night spectrum|1",
        "night waterfall|",
        "night or waterfall|1 2",
        "night OR waterfall|1 2",
        "spectrum -night|2",
        "\"spectrum of\"|1 2",
        "\"of spectrum\"|",
        "db0xyz|1",
        "2025 11|1",
        "my-file|1",
        "my_file.wav|1",
        "file|1 2",
        "station7|2",
        "stationname|2",
        "fm-radio|1",
        "radio|1 2",
        "Grüße|2",
        "grüße|2",
        "-night -waterfall spectrum|",
        "4.5|2",
        "multi line|2",
        "nline|"
      })
  void findsWords(String query, String expected) {
    String owner = "words";
    if (list(owner, request().setPageSize(1)).isEmpty()) {
      stack.create(
          owner,
          ArtifactSpec.newBuilder()
              .setName("my-file_2025-11.wav")
              .setTitle("1: spectrum of the night")
              .setDescription("heard at DB0XYZ")
              .addTags("fm-radio")
              .build());
      stack.create(
          owner,
          ArtifactSpec.newBuilder()
              .setName("other.file")
              .setTitle("2: spectrum of a waterfall")
              .setDescription("Grüße, radio")
              .setLabels(
                  labels(
                      Map.of(
                          "stationname",
                          text("Station7"),
                          "level",
                          number(4.5),
                          "note",
                          text("multi\nline"))))
              .build());
    }

    List<String> found =
        list(owner, request().setQuery(query)).stream()
            .map(artifact -> artifact.getTitle().substring(0, 1))
            .sorted()
            .toList();

    assertThat(String.join(" ", found)).isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void comparesNoMoreForAPageTokenThatIsMadeUp() {
    stack.read(
        """
        with made as (
          insert into artifacts (
            id, owner, name, title, visibility, content_type, size_bytes, sha256, version)
          select
            gen_random_uuid(), 'crowd', name, 'crowded', visibility, content_type, size_bytes, sha256,
            version
          from artifacts, generate_series(1, 2001)
          where id = '%s'
          returning 1
        )
        select count(*) from made
        """
            .formatted(all.getFirst().getId()));
    var request = ListArtifactsRequest.newBuilder().setQuery("crowded").setPageSize(1);
    var key = new ArtifactKey("2026-01-01T00:00:00Z", UUID.randomUUID());
    String made =
        PageTokens.issue(
            request.build(), PageKeys.write(new BestMatches.Place(null, key, Float.MAX_VALUE)));

    Refused.by(() -> stack.as("crowd").listArtifacts(request.setPageToken(made).build()))
        .with(Status.Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID")
        .atField("page_token");
    assertThat(
            stack.as("crowd").listArtifacts(request.clearPageToken().build()).getArtifactsCount())
        .isEqualTo(1);
  }

  @Test
  void listsWhatFitsBestFirst() {
    String owner = "rank";
    Artifact inDescription = named(owner, "a.bin", "", "the comet");
    Artifact inTitle = named(owner, "b.bin", "comet", "");
    Artifact inBoth = named(owner, "c.bin", "comet", "a comet of a comet");
    named(owner, "d.bin", "else", "");

    List<Artifact> found = list(owner, request().setQuery("comet").setPageSize(1));

    assertThat(found).containsExactly(inBoth, inTitle, inDescription);
    assertThat(list(owner, request().setQuery("comet").setOrderBy("name")))
        .containsExactly(inDescription, inTitle, inBoth);
  }

  private static Artifact named(String owner, String name, String title, String description) {
    return stack.create(
        owner,
        ArtifactSpec.newBuilder()
            .setName(name)
            .setTitle(title)
            .setDescription(description)
            .build());
  }

  @Test
  void showsEachArtifactOnceThoughOthersComeBetweenPages() {
    String owner = "stable";
    var expected = new ArrayList<String>();
    for (int n = 0; n < 12; n++) {
      expected.add(named(owner, "n%02d".formatted(n), "stable", "").getId());
    }
    for (String order : List.of("", "name", "create_time desc", "size_bytes")) {
      for (String query : List.of("", "stable")) {
        var seen = new ArrayList<String>();
        var request = request().setOrderBy(order).setQuery(query).setPageSize(5);
        do {
          var page = stack.as(owner).listArtifacts(request.build());
          page.getArtifactsList().forEach(artifact -> seen.add(artifact.getId()));
          request.setPageToken(page.getNextPageToken());
          named(owner, "m" + seen.size(), "stable", "");
        } while (!request.getPageToken().isEmpty());

        assertThat(seen).as(order + "/" + query).doesNotHaveDuplicates().containsAll(expected);
      }
    }
  }

  @Test
  void goesOnWithOlderOnesBehindThoseThatAreCompared() {
    String owner = "plenty";
    List<String> made = new ArrayList<>();
    for (int n = 0; n < 530; n++) {
      made.add(stack.stored.create(owner, Visibility.PRIVATE, new byte[0]).id().toString());
    }
    // Of the same rank, so that all are in the order of time.
    Collections.reverse(made);

    assertThat(list(owner, request().setQuery("data").setPageSize(200)))
        .extracting(Artifact::getId)
        .containsExactlyElementsOf(made);
  }

  @Test
  void countsByKind() {
    CountArtifactsResponse counts =
        stack.as("many").countArtifacts(CountArtifactsRequest.newBuilder().setLimit(3).build());

    assertThat(counts.getCount()).isEqualTo(MANY);
    assertThat(counts.getSizeBytes())
        .isEqualTo(all.stream().mapToLong(Artifact::getSizeBytes).sum());
    assertThat(counts.getOwnersList()).containsExactly(count("many", MANY));
    assertThat(counts.getContentTypesList())
        .containsExactly(count("application/octet-stream", MANY));
    assertThat(counts.getTagsList())
        .containsExactly(count("tag1", 15), count("tag2", 15), count("tag3", 15));
  }

  private static ArtifactCount count(String value, long count) {
    return ArtifactCount.newBuilder().setValue(value).setCount(count).build();
  }

  @Test
  void listsTagsWithCountsPageByPage() {
    String owner = "tags";
    String longTag = "long-" + "x".repeat(95);
    var spec = ArtifactSpec.newBuilder().addTags("b").addTags("a");
    for (int n = 0; n < 40; n++) {
      spec.addTags(longTag.substring(0, 90) + n);
    }
    stack.create(owner, spec.build());
    stack.create(owner, ArtifactSpec.newBuilder().addTags("b").addTags("ba").build());

    var request = ListTagsRequest.newBuilder().setPageSize(2);
    var first = stack.as(owner).listTags(request.build());
    var second = stack.as(owner).listTags(request.setPageToken(first.getNextPageToken()).build());
    var prefixed =
        stack.as(owner).listTags(ListTagsRequest.newBuilder().setPrefix("long-").build());

    assertThat(first.getTagsList()).containsExactly(count("a", 1), count("b", 2));
    assertThat(second.getTagsList().getFirst()).isEqualTo(count("ba", 1));
    assertThat(prefixed.getTagsCount()).isEqualTo(40);
    assertThat(
            stack.as(owner).countArtifacts(CountArtifactsRequest.getDefaultInstance()).getTags(0))
        .isEqualTo(count("b", 2));
  }

  private static ListArtifactsRequest.Builder request() {
    return ListArtifactsRequest.newBuilder();
  }

  private static List<Artifact> list(ListArtifactsRequest.Builder request) {
    return list("many", request);
  }

  /// All pages of a list.
  private static List<Artifact> list(String caller, ListArtifactsRequest.Builder request) {
    var listed = new ArrayList<Artifact>();
    do {
      var page = stack.as(caller).listArtifacts(request.build());
      listed.addAll(page.getArtifactsList());
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    return listed;
  }
}
