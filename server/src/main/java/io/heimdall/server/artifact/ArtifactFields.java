package io.heimdall.server.artifact;

import io.heimdall.db.artifact.ArtifactField;
import io.heimdall.db.artifact.ArtifactField.Column;
import io.heimdall.server.filter.FilterField;
import io.heimdall.server.filter.FilterFields;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The fields of artifacts that filters may name: `labels.NAME` is a label, and where its name is
/// no word `labels."NAME"`.
public final class ArtifactFields implements FilterFields {

  private static final String LABELS = "labels.";

  private static final Map<String, FilterField> KNOWN =
      Arrays.stream(Column.values())
          .map(ArtifactFields::of)
          .collect(
              Collectors.toMap(
                  FilterField::name, known -> known, (one, _) -> one, LinkedHashMap::new));

  /// Knows all fields.
  public ArtifactFields() {}

  private static FilterField of(Column column) {
    String name = column.name().toLowerCase(Locale.ROOT);
    return switch (column) {
      case VISIBILITY ->
          new FilterField(
              name, column, Map.of("PRIVATE", "PRIVATE", "PUBLIC", "PUBLIC"), "VISIBILITY_", false);
      case OWNER, NAME, TITLE, CONTENT_TYPE -> FilterField.of(name, column).inOrder();
      default -> FilterField.of(name, column);
    };
  }

  @Override
  public Optional<FilterField> named(String name) {
    return name.startsWith(LABELS) && name.length() > LABELS.length()
        ? Optional.of(
            FilterField.of(name, new ArtifactField.Label(name.substring(LABELS.length()))))
        : Optional.ofNullable(KNOWN.get(name));
  }

  @Override
  public List<String> names() {
    return Stream.concat(KNOWN.keySet().stream(), Stream.of(LABELS + "NAME")).toList();
  }

  /// Media types and sources have slashes.
  @Override
  public String unquoted() {
    return "-_.:/+";
  }
}
