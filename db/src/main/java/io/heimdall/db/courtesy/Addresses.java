package io.heimdall.db.courtesy;

import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.val;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/// Phrases of this package's statements.
final class Addresses {

  private Addresses() {}

  /// One text and two binds for any number of addresses.
  static Condition among(
      Collection<ReceiverAddress> addresses, Field<String> address, Field<Integer> port) {
    return condition(
        "({0}, {1}) in (select * from unnest({2}, {3}))",
        address,
        port,
        val(
            addresses.stream().map(ReceiverAddress::address).toArray(String[]::new),
            SQLDataType.VARCHAR.array()),
        val(
            addresses.stream().map(ReceiverAddress::port).toArray(Integer[]::new),
            SQLDataType.INTEGER.array()));
  }

  /// A time from now on, by the database's clock.
  static Field<Instant> after(Duration time) {
    return DSL.field("now() + {0} * interval '1 millisecond'", Instant.class, val(time.toMillis()));
  }
}
