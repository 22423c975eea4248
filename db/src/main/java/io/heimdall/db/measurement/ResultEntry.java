package io.heimdall.db.measurement;

import java.sql.ResultSet;
import java.sql.SQLException;

/// An entry that is read from a result: the same object for every row of it.
interface ResultEntry extends SeriesEntry {

  /// Takes over the row that the result is at.
  ///
  /// @param row the result
  void read(ResultSet row) throws SQLException;
}
