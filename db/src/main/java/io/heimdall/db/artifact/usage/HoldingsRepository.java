package io.heimdall.db.artifact.usage;

import static io.heimdall.db.jooq.Tables.ARTIFACT_HOLDINGS;
import static io.heimdall.db.jooq.Tables.ARTIFACT_UPLOADS;
import static java.util.Objects.requireNonNull;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.grouping;
import static org.jooq.impl.DSL.groupingSets;
import static org.jooq.impl.DSL.rowNumber;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;

import io.heimdall.db.Tx;
import io.heimdall.db.artifact.UploadState;
import io.heimdall.db.sql.Sql;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/// Sums up what is kept, from the rows of everything there is. Stateless.
public final class HoldingsRepository {

  private static final Field<BigDecimal> ARTIFACTS = sum(ARTIFACT_HOLDINGS.ARTIFACT_COUNT).as("a");
  private static final Field<BigDecimal> VERSIONS = sum(ARTIFACT_HOLDINGS.VERSION_COUNT).as("v");
  private static final Field<BigDecimal> CONTENT = sum(ARTIFACT_HOLDINGS.CONTENT_BYTES).as("c");
  private static final Field<BigDecimal> STORED = sum(ARTIFACT_HOLDINGS.STORED_BYTES).as("s");

  private static final Field<Integer> PLACE =
      rowNumber()
          .over()
          .partitionBy(
              ARTIFACT_HOLDINGS.DELETED,
              grouping(ARTIFACT_HOLDINGS.OWNER),
              grouping(ARTIFACT_HOLDINGS.CONTENT_TYPE))
          .orderBy(sum(ARTIFACT_HOLDINGS.CONTENT_BYTES).desc(), ARTIFACT_HOLDINGS.CONTENT_TYPE)
          .as("place");

  /// Makes a repository, which holds nothing of its own.
  public HoldingsRepository() {}

  /// Sums up.
  ///
  /// @param tx a transaction that sees one state
  /// @param owner whose; null: everybody's
  /// @param contentType of which media type; empty: of all
  /// @param types the most media types to return
  /// @return what is kept, by all owners and by those media types with the most bytes
  public Holdings find(Tx tx, @Nullable String owner, String contentType, int types) {
    Table<Record> sums = sums(owner, contentType).asTable("sums");
    Field<String> ownerName = requireNonNull(sums.field(ARTIFACT_HOLDINGS.OWNER));
    Field<String> typeName = requireNonNull(sums.field(ARTIFACT_HOLDINGS.CONTENT_TYPE));
    Field<Boolean> deleted = requireNonNull(sums.field(ARTIFACT_HOLDINGS.DELETED));
    Condition whole = ownerName.isNull().and(typeName.isNull());
    Condition shown =
        deleted.isFalse().and(typeName.isNull().or(requireNonNull(sums.field(PLACE)).le(types)));
    Amount kept = Amount.NONE;
    Amount gone = Amount.NONE;
    Map<String, Amount> byType = new LinkedHashMap<>();
    Map<String, Amount> byOwner = new LinkedHashMap<>();
    for (Record row :
        Sql.on(tx)
            .select(sums.fields())
            .from(sums)
            .where(whole.or(shown))
            .orderBy(sums.field(PLACE))
            .fetch()) {
      Amount amount = amount(row);
      if (row.get(typeName) != null) {
        byType.put(row.get(typeName), amount);
      } else if (row.get(ownerName) != null) {
        byOwner.put(row.get(ownerName), amount);
      } else if (row.get(deleted)) {
        gone = amount;
      } else {
        kept = amount;
      }
    }
    // A type or owner of which everything is deleted has a row of zeros.
    byType.values().removeIf(Amount.NONE::equals);
    byOwner.values().removeIf(Amount.NONE::equals);
    return new Holdings(kept, gone, byType, byOwner);
  }

  private static Select<Record> sums(@Nullable String owner, String contentType) {
    Field<?>[] all = {ARTIFACT_HOLDINGS.DELETED};
    Field<?>[] owners = {ARTIFACT_HOLDINGS.DELETED, ARTIFACT_HOLDINGS.OWNER};
    Field<?>[] types = {ARTIFACT_HOLDINGS.DELETED, ARTIFACT_HOLDINGS.CONTENT_TYPE};
    return select(
            new Field<?>[] {
              ARTIFACT_HOLDINGS.DELETED,
              ARTIFACT_HOLDINGS.OWNER,
              ARTIFACT_HOLDINGS.CONTENT_TYPE,
              ARTIFACTS,
              VERSIONS,
              CONTENT,
              STORED,
              PLACE
            })
        .from(ARTIFACT_HOLDINGS)
        .where(Sql.when(owner, ARTIFACT_HOLDINGS.OWNER::eq))
        .and(
            contentType.isEmpty()
                ? DSL.noCondition()
                : ARTIFACT_HOLDINGS.CONTENT_TYPE.eq(contentType))
        .groupBy(groupingSets(all, owners, types));
  }

  private static Amount amount(Record row) {
    return new Amount(
        row.get(ARTIFACTS.getUnqualifiedName(), long.class),
        row.get(VERSIONS.getUnqualifiedName(), long.class),
        row.get(CONTENT.getUnqualifiedName(), long.class),
        row.get(STORED.getUnqualifiedName(), long.class));
  }

  /// Counts uploads that are open or finishing.
  ///
  /// @param tx the transaction
  /// @param owner whose; null: everybody's
  /// @param contentType of which media type; empty: of all, and those of which it is not known yet
  /// @return how many, and their bytes
  public OpenUploads open(Tx tx, @Nullable String owner, String contentType) {
    return requireNonNull(
        Sql.on(tx)
            .select(
                count().cast(SQLDataType.BIGINT),
                coalesce(sum(ARTIFACT_UPLOADS.PERSISTED_BYTES), BigDecimal.ZERO)
                    .cast(SQLDataType.BIGINT))
            .from(ARTIFACT_UPLOADS)
            .where(Sql.when(owner, ARTIFACT_UPLOADS.OWNER::eq))
            .and(
                DSL.condition(
                    "{0} in ({1}, {2})",
                    ARTIFACT_UPLOADS.STATE,
                    DSL.inline(UploadState.OPEN.name()),
                    DSL.inline(UploadState.FINISHING.name())))
            .and(
                contentType.isEmpty()
                    ? DSL.noCondition()
                    : ARTIFACT_UPLOADS.CONTENT_TYPE.eq(contentType))
            .fetchSingle(row -> new OpenUploads(row.value1(), row.value2())));
  }
}
