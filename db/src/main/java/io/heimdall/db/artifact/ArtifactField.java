package io.heimdall.db.artifact;

import io.heimdall.db.filter.FilterColumn;

/// What can be compared with in artifacts.
public sealed interface ArtifactField extends FilterColumn {

  /// What every artifact has.
  enum Column implements ArtifactField {
    /// Its id.
    ID(Kind.ID),
    /// Who it belongs to.
    OWNER(Kind.TEXT),
    /// Its file name.
    NAME(Kind.TEXT),
    /// What people call it.
    TITLE(Kind.TEXT),
    /// What it is.
    DESCRIPTION(Kind.TEXT),
    /// Its media type.
    CONTENT_TYPE(Kind.TEXT),
    /// Size of the current version.
    SIZE_BYTES(Kind.WHOLE),
    /// SHA-256 of the current version, in lower case.
    SHA256(Kind.TEXT),
    /// The current version.
    VERSION(Kind.WHOLE),
    /// Who may read it, as [Visibility] spells it.
    VISIBILITY(Kind.TEXT),
    /// When it was made.
    CREATE_TIME(Kind.TIME),
    /// When it last changed.
    UPDATE_TIME(Kind.TIME),
    /// When it was deleted.
    DELETE_TIME(Kind.TIME),
    /// Words to find it by.
    TAGS(Kind.TEXTS),
    /// Where it came from.
    DERIVED_FROM(Kind.TEXTS);

    private final Kind kind;

    Column(Kind kind) {
      this.kind = kind;
    }

    @Override
    public Kind kind() {
      return kind;
    }
  }

  /// One of the owner's own notes, as text; what is no text is written as JSON.
  ///
  /// @param name its name
  record Label(String name) implements ArtifactField {

    @Override
    public Kind kind() {
      return Kind.TEXT;
    }
  }
}
