package io.heimdall.server.receiver.registry;

import io.heimdall.db.audit.AuditEntry;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.server.security.Caller;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The lines of the audit log that tell of changes of receivers. Passwords are told of, and not
/// told.
final class ReceiverNotes {

  private static final String TARGET = "receiver";
  private static final JsonMapper JSON = JsonMapper.shared();

  private ReceiverNotes() {}

  static AuditEntry created(Caller caller, int id, Wanted wanted) {
    return note(caller, "receiver.create", id, detail(null, wanted));
  }

  static AuditEntry imported(Caller caller, int id, Wanted wanted) {
    return note(caller, "receiver.import", id, detail(null, wanted));
  }

  static AuditEntry updated(Caller caller, int id, ReceiverSpec before, Wanted wanted) {
    return note(caller, "receiver.update", id, detail(before, wanted));
  }

  static AuditEntry deleted(Caller caller, int id, ReceiverSpec before) {
    return note(caller, "receiver.delete", id, detail(before, null));
  }

  private static Map<String, Object> detail(
      @Nullable ReceiverSpec before, @Nullable Wanted wanted) {
    Map<String, Object> detail = new TreeMap<>();
    if (before != null) {
      detail.put("before", before);
    }
    if (wanted != null) {
      detail.put("after", wanted.spec());
      switch (wanted.password()) {
        case PasswordChange.Keep() -> {}
        case PasswordChange.Remove() -> detail.put("password", "removed");
        case PasswordChange.Set(_) -> detail.put("password", "set");
      }
    }
    return detail;
  }

  private static AuditEntry note(Caller caller, String action, int id, Map<String, Object> detail) {
    return new AuditEntry(
        caller.name(), action, TARGET, Integer.toString(id), JSON.writeValueAsString(detail));
  }
}
