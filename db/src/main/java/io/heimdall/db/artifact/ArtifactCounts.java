package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACTS;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record4;
import org.jooq.Select;
import org.jooq.SelectField;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/// Counts artifacts, and only those that who looks may see. Stateless.
public final class ArtifactCounts {

  private static final Field<String> TAG = DSL.field(DSL.name("tag"), SQLDataType.CLOB);

  private static final Field<String> TYPE =
      DSL.field(ARTIFACTS.CONTENT_TYPE.getUnqualifiedName(), SQLDataType.CLOB);

  private static final Field<String> OWNER =
      DSL.field(ARTIFACTS.OWNER.getUnqualifiedName(), SQLDataType.CLOB);

  private static final Field<Long> SIZE =
      DSL.field(ARTIFACTS.SIZE_BYTES.getUnqualifiedName(), SQLDataType.BIGINT);

  private static final Field<Long> COUNT = DSL.field(DSL.name("count"), SQLDataType.BIGINT);

  private static final Comparator<Count> MOST_FIRST =
      Comparator.comparingLong(Count::count)
          .reversed()
          .thenComparing(Count::value, new CodePointOrder());

  /// Makes a counter, which holds nothing of its own.
  public ArtifactCounts() {}

  /// How many artifacts have a value.
  ///
  /// @param value the value
  /// @param count how many
  public record Count(String value, long count) {}

  /// How many artifacts there are, and of which kinds. Each list begins with the most frequent.
  ///
  /// @param count how many
  /// @param sizeBytes the size of their current versions, all together
  /// @param contentTypes by media type
  /// @param tags by tag
  /// @param owners by owner
  public record Facets(
      long count, long sizeBytes, List<Count> contentTypes, List<Count> tags, List<Count> owners) {}

  /// Counts.
  ///
  /// @param tx a transaction that sees one state
  /// @param query which artifacts
  /// @param limit the most entries of each list
  /// @return the counts
  public Facets count(Tx tx, ArtifactQuery query, int limit) {
    ArtifactSearch.planAnew(tx);
    if (query.predicate() == null && query.words().isEmpty()) {
      return countAll(tx, query, limit);
    }
    return Implied.indexed(query)
        ? countFound(tx, query, limit)
        : facets(groups(tx, query), tags(tx, query, limit), limit);
  }

  private static Facets countAll(Tx tx, ArtifactQuery query, int limit) {
    Table<?> types =
        ArtifactTallies.types(query.viewer(), query.deletedToo())
            .asTable("types", TYPE.getName(), OWNER.getName(), COUNT.getName(), SIZE.getName());
    List<Group> groups =
        Sql.on(tx)
            .select(TYPE, OWNER, ArtifactTallies.sum(COUNT), DSL.sum(SIZE))
            .from(types)
            .groupBy(TYPE, OWNER)
            .having(DSL.sum(COUNT).ne(BigDecimal.ZERO))
            .fetch(row ->
                new Group(row.value1(), row.value2(), row.value3(), row.value4().longValueExact()));
    List<Count> tags =
        Sql.on(tx)
            .select(TAG, ArtifactTallies.sum(COUNT))
            .from(
                ArtifactTallies.tags(query.viewer(), query.deletedToo())
                    .asTable("tags", TAG.getName(), COUNT.getName()))
            .groupBy(TAG)
            .having(DSL.sum(COUNT).ne(BigDecimal.ZERO))
            .orderBy(DSL.sum(COUNT).desc(), TAG)
            .limit(limit)
            .fetch(row -> new Count(row.value1(), row.value2()));
    return facets(groups, tags, limit);
  }

  private static Facets facets(List<Group> groups, List<Count> tags, int limit) {
    long count = 0;
    long sizeBytes = 0;
    Map<String, Long> types = new HashMap<>();
    Map<String, Long> owners = new HashMap<>();
    for (Group group : groups) {
      count += group.count();
      sizeBytes += group.sizeBytes();
      types.merge(group.contentType(), group.count(), Long::sum);
      owners.merge(group.owner(), group.count(), Long::sum);
    }
    return new Facets(count, sizeBytes, most(types, limit), tags, most(owners, limit));
  }

  /// What is found by content is read row by row, once for all counts.
  private static Facets countFound(Tx tx, ArtifactQuery query, int limit) {
    CommonTableExpression<?> found =
        DSL.name("found")
            .asMaterialized(
                DSL.select(
                        ARTIFACTS.CONTENT_TYPE,
                        ARTIFACTS.OWNER,
                        ARTIFACTS.SIZE_BYTES,
                        ARTIFACTS.TAGS)
                    .from(ARTIFACTS)
                    .where(Sight.seen(query))
                    .and(ArtifactSearch.matches(query)));
    Table<?> tags = mostFrequentTags(found, limit);
    List<Group> groups = new ArrayList<>();
    List<Count> ofTags = new ArrayList<>();
    Sql.on(tx)
        .with(found)
        .select(TYPE, OWNER, DSL.count(), DSL.sum(SIZE))
        .from(found)
        .groupBy(TYPE, OWNER)
        .unionAll(
            DSL.select(
                    TAG,
                    DSL.castNull(SQLDataType.CLOB),
                    tags.field("count", SQLDataType.INTEGER),
                    DSL.castNull(SQLDataType.NUMERIC))
                .from(tags))
        .fetch()
        .forEach(row -> {
          if (row.value2() == null) {
            ofTags.add(new Count(row.value1(), row.value3()));
          } else {
            groups.add(group(row));
          }
        });
    return facets(groups, ofTags.stream().sorted(MOST_FIRST).toList(), limit);
  }

  private static Table<?> mostFrequentTags(Table<?> found, int limit) {
    Table<?> tags =
        DSL.select(DSL.field("unnest({0})", SQLDataType.CLOB, found.field(ARTIFACTS.TAGS)).as(TAG))
            .from(found)
            .asTable("tags");
    return DSL.select(TAG, DSL.count().as("count"))
        .from(tags)
        .groupBy(TAG)
        .orderBy(DSL.count().desc(), TAG)
        .limit(limit)
        .asTable("most");
  }

  private record Group(String contentType, String owner, long count, long sizeBytes) {}

  private static List<Group> groups(Tx tx, ArtifactQuery query) {
    return Sql.on(tx)
        .select(TYPE, OWNER, DSL.count(), DSL.sum(SIZE))
        .from(
            matching(query, ARTIFACTS.CONTENT_TYPE, ARTIFACTS.OWNER, ARTIFACTS.SIZE_BYTES)
                .asTable("seen"))
        .groupBy(TYPE, OWNER)
        .fetch(ArtifactCounts::group);
  }

  private static Group group(Record4<String, String, Integer, BigDecimal> row) {
    return new Group(row.value1(), row.value2(), row.value3(), row.value4().longValueExact());
  }

  private static List<Count> tags(Tx tx, ArtifactQuery query, int limit) {
    return Sql.on(tx)
        .select(TAG, DSL.count())
        .from(
            Sight.tags(
                    Sight.parts(query.viewer(), query.deletedToo()), ArtifactSearch.matches(query))
                .asTable("tags", TAG.getName()))
        .groupBy(TAG)
        .orderBy(DSL.count().desc(), TAG)
        .limit(limit)
        .fetch(row -> new Count(row.value1(), row.value2()));
  }

  private static Select<Record> matching(ArtifactQuery query, SelectField<?>... fields) {
    List<Select<Record>> parts = new ArrayList<>();
    for (Condition part : Sight.parts(query.viewer(), query.deletedToo())) {
      parts.add(DSL.select(fields).from(ARTIFACTS).where(part).and(ArtifactSearch.matches(query)));
    }
    return Sight.together(parts);
  }

  private static List<Count> most(Map<String, Long> counts, int limit) {
    return counts.entrySet().stream()
        .map(entry -> new Count(entry.getKey(), entry.getValue()))
        .sorted(MOST_FIRST)
        .limit(limit)
        .toList();
  }
}
