package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACTS;

import io.heimdall.db.filter.FilterConditions;
import io.heimdall.db.filter.FilterPredicate.Compared;
import io.heimdall.db.filter.FilterPredicate.Comparison;
import io.heimdall.db.filter.FilterPredicate.Text;
import io.heimdall.db.filter.FilterSql;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/// What can be compared with, as SQL.
final class ArtifactFieldSql implements FilterSql<ArtifactField> {

  static final FilterConditions<ArtifactField> CONDITIONS =
      new FilterConditions<>(ArtifactField.class, new ArtifactFieldSql());

  private ArtifactFieldSql() {}

  @Override
  public Field<?> value(ArtifactField column) {
    return switch (column) {
      case ArtifactField.Label label -> text(label);
      case ArtifactField.Column plain -> value(plain);
    };
  }

  private static Field<?> value(ArtifactField.Column column) {
    return switch (column) {
      case ID -> ARTIFACTS.ID;
      case OWNER -> ARTIFACTS.OWNER;
      case NAME -> ARTIFACTS.NAME;
      case TITLE -> ARTIFACTS.TITLE;
      case DESCRIPTION -> ARTIFACTS.DESCRIPTION;
      case CONTENT_TYPE -> ARTIFACTS.CONTENT_TYPE;
      case SIZE_BYTES -> ARTIFACTS.SIZE_BYTES;
      case SHA256 -> ARTIFACTS.SHA256;
      case VERSION -> ARTIFACTS.VERSION;
      case VISIBILITY -> ARTIFACTS.VISIBILITY;
      case CREATE_TIME -> ARTIFACTS.CREATED_AT;
      case UPDATE_TIME -> ARTIFACTS.UPDATED_AT;
      case DELETE_TIME -> ARTIFACTS.DELETED_AT;
      case TAGS -> ARTIFACTS.TAGS;
      case DERIVED_FROM -> ARTIFACTS.DERIVED_FROM;
    };
  }

  @Override
  public Condition presence(ArtifactField column) {
    return switch (column) {
      case ArtifactField.Label label -> text(label).isNotNull();
      case ArtifactField.Column plain ->
          switch (plain.kind()) {
            case TEXTS -> DSL.condition("{0} <> '{}'", value(plain));
            case TEXT -> DSL.condition("{0} <> ''", value(plain));
            case WHOLE, NUMBER, FLAG, TIME, ID -> value(plain).isNotNull();
          };
    };
  }

  /// The array of labels has an entry for each that equals a text, and one index has them, and the
  /// media type, together with all else that is looked for.
  @Override
  public Optional<Condition> instead(ArtifactField column, Compared compared) {
    if (compared.comparison() != Comparison.EQUAL || !(compared.value() instanceof Text text)) {
      return Optional.empty();
    }
    return switch (column) {
      case ArtifactField.Label label ->
          Optional.of(
              DSL.condition(
                  "{0} @> array[artifact_label({1}, {2})]",
                  ARTIFACTS.LABEL_TEXTS, bind(label.name()), bind(text.value())));
      case ArtifactField.Column.CONTENT_TYPE ->
          Optional.of(
              DSL.condition(
                  "array[{0}] @> array[{1}]", ARTIFACTS.CONTENT_TYPE, bind(text.value())));
      case ArtifactField.Column _ -> Optional.empty();
    };
  }

  private static Field<String> text(ArtifactField.Label label) {
    return DSL.field("{0} ->> {1}", SQLDataType.VARCHAR, ARTIFACTS.LABELS, bind(label.name()));
  }

  private static Field<String> bind(String text) {
    return DSL.field("{0}::text", SQLDataType.VARCHAR, DSL.val(text));
  }
}
