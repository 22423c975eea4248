package io.heimdall.server.artifact.model;

import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactSource;
import io.heimdall.v1.ArtifactSpec;
import io.heimdall.v1.VersionRetention;
import io.heimdall.v1.Visibility;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What callers say of artifacts, and what artifacts then have.
final class Specs {

  static final Set<String> SETTABLE =
      Set.of("name", "title", "description", "labels", "tags", "derived_from", "version_retention");

  /// The order of the alphabet, for tags.
  static final Comparator<String> BY_CODE_POINT =
      (one, other) -> {
        int[] left = one.codePoints().toArray();
        int[] right = other.codePoints().toArray();
        return Arrays.compare(left, right);
      };

  /// Names that are not kept as they are given; "" is none that is kept at all.
  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "a/b.bin", "a_b.bin",
          "con.txt", "_con.txt",
          "two\tlines.txt", "two_lines.txt",
          "u\u0308ber.bin", "\u00fcber.bin",
          " spaced.txt. ", "spaced.txt",
          "../", "",
          "...", "");

  private Specs() {}

  static Collection<String> unusualNames() {
    return OTHER_NAMES.keySet().stream().sorted().toList();
  }

  /// The name that a file has.
  static String safe(String given) {
    String name = OTHER_NAMES.getOrDefault(given, given);
    if (name.isEmpty()) {
      throw Refusal.NAME.exception();
    }
    return name;
  }

  /// An artifact of which a field or more is said anew.
  static Artifact.Builder changed(Artifact before, ArtifactSpec spec, Set<String> paths) {
    Artifact.Builder next = before.toBuilder();
    for (String path : paths) {
      switch (path) {
        case "name" -> {
          if (spec.getName().isEmpty()) {
            throw Refusal.FIELD.exception();
          }
          next.setName(safe(spec.getName()));
        }
        case "title" -> next.setTitle(spec.getTitle());
        case "description" -> next.setDescription(spec.getDescription());
        case "labels" -> next.setLabels(spec.getLabels());
        case "tags" -> next.clearTags().addAllTags(sorted(spec.getTagsList()));
        case "derived_from" ->
            next.clearDerivedFrom()
                .addAllDerivedFrom(spec.getDerivedFromList().stream().distinct().toList());
        case "version_retention" -> retain(next, spec);
        default -> throw new AssertionError(path);
      }
    }
    return next;
  }

  private static void retain(Artifact.Builder next, ArtifactSpec spec) {
    boolean all = spec.getVersionRetention().equals(VersionRetention.getDefaultInstance());
    if (all) {
      next.clearVersionRetention();
    } else {
      next.setVersionRetention(spec.getVersionRetention());
    }
  }

  private static Set<String> sorted(List<String> tags) {
    Set<String> sorted = new TreeSet<>(BY_CODE_POINT);
    sorted.addAll(tags);
    return sorted;
  }

  /// What is said of a new artifact.
  static Artifact.Builder made(ArtifactSpec spec) {
    Artifact none = Artifact.newBuilder().setLabels(spec.getLabels()).build();
    return changed(none, spec, SETTABLE)
        .setVisibility(
            spec.getVisibility() == Visibility.VISIBILITY_PUBLIC
                ? Visibility.VISIBILITY_PUBLIC
                : Visibility.VISIBILITY_PRIVATE);
  }

  /// How filters write a source.
  static String text(ArtifactSource source) {
    return switch (source.getSourceCase()) {
      case ACQUISITION_ID -> "acquisitions/" + source.getAcquisitionId();
      case RECORDING ->
          "recordings/%s/%d/%d"
              .formatted(
                  source.getRecording().getAcquisitionId(),
                  source.getRecording().getReceiverId(),
                  source.getRecording().getHop());
      case ARTIFACT ->
          "artifacts/%s/%d"
              .formatted(source.getArtifact().getArtifactId(), source.getArtifact().getVersion());
      case SOURCE_NOT_SET -> throw new AssertionError(source);
    };
  }
}
