package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACT_FILES;
import static io.heimdall.db.jooq.Tables.ARTIFACT_GARBAGE;
import static io.heimdall.db.jooq.Tables.ARTIFACT_UPLOADS;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.util.Collection;
import java.util.Set;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/// The objects that the rows of artifacts list. Stateless.
public final class ArtifactObjectIndex {

  private static final Field<String> KEY = DSL.field(name("asked", "key"), SQLDataType.CLOB);

  /// Makes an index, which holds nothing of its own.
  public ArtifactObjectIndex() {}

  /// Which objects no row needs: no file, no upload that is under way, and nothing that removes
  /// them in its own time.
  ///
  /// @param tx the transaction
  /// @param objectKeys any number
  /// @return those that nothing lists
  public Set<String> unlisted(Tx tx, Collection<String> objectKeys) {
    return Sql.on(tx)
        .select(KEY)
        .from(table("unnest({0})", val(objectKeys.toArray(String[]::new))).as("asked", "key"))
        .where(notExists(selectOne().from(ARTIFACT_FILES).where(ARTIFACT_FILES.OBJECT_KEY.eq(KEY))))
        .and(
            notExists(
                selectOne()
                    .from(ARTIFACT_UPLOADS)
                    .where(ARTIFACT_UPLOADS.OBJECT_KEY.eq(KEY))
                    .and(ARTIFACT_UPLOADS.STATE.in(UploadRepository.UNDER_WAY))))
        .and(
            notExists(
                selectOne().from(ARTIFACT_GARBAGE).where(ARTIFACT_GARBAGE.OBJECT_KEY.eq(KEY))))
        .fetchSet(KEY);
  }
}
