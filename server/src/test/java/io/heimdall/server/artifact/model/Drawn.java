package io.heimdall.server.artifact.model;

import com.google.protobuf.Duration;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.heimdall.v1.ArtifactSource;
import io.heimdall.v1.ArtifactSpec;
import io.heimdall.v1.ArtifactVersionSource;
import io.heimdall.v1.RecordingSource;
import io.heimdall.v1.VersionRetention;
import io.heimdall.v1.Visibility;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;

/// What is drawn for one command. The same seed gives the same.
final class Drawn {

  private static final List<String> WORDS =
      List.of("alpha", "beacon", "carrier", "dcf", "echo", "fading", "grid");
  private static final List<String> LABELS = List.of("station", "band", "draft");
  private static final List<String> SOURCES =
      List.of("00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002");

  private final SplittableRandom random;

  /// What tags begin with, so that those of one world are not those of another.
  private final String tagPrefix;

  /// Whether versions can be told to age: not where time passes by itself.
  private final boolean timeStands;

  Drawn(long seed, String tagPrefix, boolean timeStands) {
    this.random = new SplittableRandom(seed);
    this.tagPrefix = tagPrefix;
    this.timeStands = timeStands;
  }

  long seed() {
    return random.nextLong();
  }

  int number(int bound) {
    return random.nextInt(bound);
  }

  boolean chance(int percent) {
    return number(100) < percent;
  }

  <T> T of(List<T> from) {
    return from.get(number(from.size()));
  }

  UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  String word() {
    return of(WORDS);
  }

  String labelName() {
    return of(LABELS);
  }

  /// Some of them have letters that not everybody sorts alike.
  String tag() {
    return tagPrefix
        + of(List.of("alpha", "beacon", "echo", "Echo", "\uff61", "\ud83d\ude00", "a b"));
  }

  String tagPrefix() {
    return tagPrefix;
  }

  Set<String> tags(int most) {
    Set<String> tags = new TreeSet<>();
    for (int i = number(most + 1); i > 0; i--) {
      tags.add(tag());
    }
    return tags;
  }

  Blob.Kind kind() {
    return of(List.of(Blob.Kind.BINARY, Blob.Kind.BINARY, Blob.Kind.TEXT, Blob.Kind.TABLE));
  }

  /// The bytes of a file; often few, sometimes none.
  Blob blob(int large) {
    if (chance(3)) {
      return new Blob(Blob.Kind.REFUSED, number(5), 100);
    }
    int size =
        switch (number(10)) {
          case 0 -> 0;
          case 1, 2, 3 -> number(200);
          case 4, 5 -> 5_000 + number(5_000);
          case 6, 7 -> (256 << 10) - 1 + number(3);
          default -> chance(12) ? large - 1 + number(3) : 300_000 + number(1_200_000);
        };
    // Few seeds, so that the same bytes come again.
    return new Blob(kind(), number(4), size);
  }

  String name(Blob.Kind kind) {
    return chance(8)
        ? of(List.copyOf(Specs.unusualNames()))
        : word() + (chance(85) ? kind : kind()).extension;
  }

  String text() {
    return chance(30) ? "" : word() + " " + word() + ", " + word() + ".";
  }

  Struct labels() {
    var labels = Struct.newBuilder();
    for (int i = number(3); i > 0; i--) {
      labels.putFields(labelName(), label(1));
    }
    return labels.build();
  }

  private Value label(int depth) {
    var value = Value.newBuilder();
    return switch (number(depth > 2 ? 4 : 6)) {
      case 0 -> value.setNumberValue(number(5) - 2).build();
      case 1 -> value.setBoolValue(chance(50)).build();
      case 2 -> value.setNullValue(NullValue.NULL_VALUE).build();
      case 3 -> value.setStringValue(word()).build();
      case 4 ->
          value
              .setListValue(
                  ListValue.newBuilder().addValues(label(depth + 1)).addValues(label(depth + 1)))
              .build();
      default ->
          value
              .setStructValue(Struct.newBuilder().putFields(labelName(), label(depth + 1)))
              .build();
    };
  }

  String sourceText() {
    return Specs.text(source());
  }

  ArtifactSource source() {
    var source = ArtifactSource.newBuilder();
    String id = of(SOURCES);
    return switch (number(3)) {
      case 0 -> source.setAcquisitionId(id).build();
      case 1 ->
          source
              .setRecording(
                  RecordingSource.newBuilder()
                      .setAcquisitionId(id)
                      .setReceiverId(1 + number(2))
                      .setHop(number(2)))
              .build();
      default ->
          source
              .setArtifact(
                  ArtifactVersionSource.newBuilder().setArtifactId(id).setVersion(number(2)))
              .build();
    };
  }

  VersionRetention retention() {
    var retention = VersionRetention.newBuilder();
    if (chance(60)) {
      retention.setMaxVersions(1 + number(3));
    }
    if (chance(40) && timeStands) {
      retention.setMaxAge(Duration.newBuilder().setSeconds(1 + number(3600)));
    }
    return retention.build();
  }

  /// Everything that can be said of an artifact.
  ArtifactSpec.Builder spec(Blob.Kind kind) {
    var spec = ArtifactSpec.newBuilder().setName(name(kind));
    spec.setTitle(text()).setDescription(text()).setLabels(labels()).addAllTags(tags(3));
    for (int i = number(3); i > 0; i--) {
      spec.addDerivedFrom(source());
    }
    if (chance(30)) {
      spec.setVisibility(Visibility.VISIBILITY_PUBLIC);
    }
    if (chance(15)) {
      spec.setVersionRetention(retention());
    }
    return spec;
  }

  /// A media type that somebody says.
  String said() {
    if (chance(85)) {
      return "";
    }
    return of(List.of("audio/x-wav", "application/json", "image/gif", "nonsense"));
  }
}
