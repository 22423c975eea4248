package io.heimdall.db.recording;

import static io.heimdall.db.jooq.Tables.ACQUISITIONS;
import static io.heimdall.db.jooq.Tables.RECORDINGS;
import static io.heimdall.db.jooq.Tables.RECORDING_SEGMENTS;
import static io.heimdall.db.sql.Sql.map;
import static org.jooq.Records.mapping;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.SQLDataType.CLOB;
import static org.jooq.impl.SQLDataType.INTEGER;
import static org.jooq.impl.SQLDataType.UUID;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/// The objects that the rows of recordings list. Stateless.
public final class ObjectIndex {

  private static final Field<String> KEY = field(DSL.name("listed", "object_key"), CLOB);
  private static final Field<java.util.UUID> ACQUISITION =
      field(DSL.name("listed", "acquisition_id"), UUID);
  private static final Field<Integer> RECEIVER = field(DSL.name("listed", "receiver_id"), INTEGER);
  private static final Field<Integer> HOP = field(DSL.name("listed", "hop"), INTEGER);

  /// The order of keys in a store.
  private static final Field<String> KEY_IN_BYTES = KEY.collate("C");

  /// Makes an index, which holds nothing of its own.
  public ObjectIndex() {}

  /// Says of objects whether rows list them, with one statement that sees one moment: an object of
  /// an acquisition that has ended is listed by then or never.
  ///
  /// @param tx the transaction
  /// @param objects any number
  /// @return what the rows say, by key
  public Map<String, ObjectClaim> claims(Tx tx, List<ObjectName> objects) {
    Field<String> key = asked("object_key", String.class);
    Field<Boolean> listed = field(listed());
    Field<Boolean> open = field(open());
    return Sql.on(tx).select(key, listed, open).from(table(objects)).fetch().stream()
        .collect(
            Collectors.toMap(
                found -> found.get(key),
                found -> claim(found.get(listed), found.get(open)),
                (one, _) -> one));
  }

  private static ObjectClaim claim(boolean listed, boolean open) {
    if (listed) {
      return ObjectClaim.LISTED;
    }
    return open ? ObjectClaim.OPEN : ObjectClaim.NONE;
  }

  private static Condition listed() {
    return exists(
            selectOne()
                .from(RECORDING_SEGMENTS)
                .where(RECORDING_SEGMENTS.OBJECT_KEY.eq(asked("samples_key", String.class))))
        .or(
            exists(
                selectOne()
                    .from(RECORDINGS)
                    .where(
                        RECORDINGS.ACQUISITION_ID.eq(asked("acquisition_id", java.util.UUID.class)))
                    .and(RECORDINGS.RECEIVER_ID.eq(asked("receiver_id", Integer.class)))
                    .and(RECORDINGS.HOP.eq(asked("hop", Integer.class)))
                    .and(RECORDINGS.METADATA_KEY.eq(asked("object_key", String.class)))));
  }

  private static Condition open() {
    return exists(
        selectOne()
            .from(ACQUISITIONS)
            .where(ACQUISITIONS.ID.eq(asked("acquisition_id", java.util.UUID.class)))
            .and(ACQUISITIONS.FINISHED_AT.isNull()));
  }

  /// Reads the objects that rows list, in the order in which a store lists its keys: by
  /// acquisition, then by the bytes of the key.
  ///
  /// @param tx the transaction
  /// @param after the object to go on after; null for the first page
  /// @param limit the most objects to return
  /// @return the objects; fewer than the limit at the end
  public List<ListedObject> page(Tx tx, @Nullable ListedObject after, int limit) {
    Table<?> listed =
        DSL.select(
                RECORDING_SEGMENTS.ACQUISITION_ID,
                RECORDING_SEGMENTS.RECEIVER_ID,
                RECORDING_SEGMENTS.HOP,
                RECORDING_SEGMENTS.OBJECT_KEY)
            .from(RECORDING_SEGMENTS)
            .where(from(after, RECORDING_SEGMENTS.ACQUISITION_ID))
            .unionAll(
                DSL.select(
                        RECORDINGS.ACQUISITION_ID,
                        RECORDINGS.RECEIVER_ID,
                        RECORDINGS.HOP,
                        RECORDINGS.METADATA_KEY)
                    .from(RECORDINGS)
                    .where(RECORDINGS.METADATA_KEY.isNotNull())
                    .and(from(after, RECORDINGS.ACQUISITION_ID)))
            .asTable("listed", "acquisition_id", "receiver_id", "hop", "object_key");
    return Sql.on(tx)
        .select(ACQUISITION, RECEIVER, HOP, KEY)
        .from(listed)
        .where(beyond(after))
        .orderBy(ACQUISITION, KEY_IN_BYTES)
        .limit(limit)
        .fetch(ObjectIndex::read);
  }

  /// Lets the primary keys, which begin with the acquisition, find where to go on.
  private static Condition from(
      @Nullable ListedObject after, TableField<?, java.util.UUID> acquisition) {
    return after == null ? noCondition() : acquisition.ge(after.recording().acquisitionId());
  }

  private static Condition beyond(@Nullable ListedObject after) {
    return after == null
        ? noCondition()
        : row(ACQUISITION, KEY_IN_BYTES).gt(after.recording().acquisitionId(), after.objectKey());
  }

  private static ListedObject read(Record row) {
    return new ListedObject(
        row.get(KEY), map(row.into(ACQUISITION, RECEIVER, HOP), mapping(RecordingId::new)));
  }

  private static Table<?> table(List<ObjectName> objects) {
    return DSL.table(
            "unnest({0}, {1}, {2}, {3}, {4})",
            column(objects, CLOB, String[]::new, ObjectName::objectKey),
            column(objects, CLOB, String[]::new, ObjectName::samplesKey),
            column(objects, UUID, java.util.UUID[]::new, one -> one.recording().acquisitionId()),
            column(objects, INTEGER, Integer[]::new, one -> one.recording().receiverId()),
            column(objects, INTEGER, Integer[]::new, one -> one.recording().hop()))
        .as("asked", "object_key", "samples_key", "acquisition_id", "receiver_id", "hop");
  }

  private static <T> Field<T> asked(String column, Class<T> type) {
    return field(DSL.name("asked", column), type);
  }

  private static <T> Field<T[]> column(
      List<ObjectName> objects,
      DataType<T> type,
      IntFunction<T[]> array,
      Function<ObjectName, T> value) {
    return DSL.val(objects.stream().map(value).toArray(array), type.array());
  }
}
