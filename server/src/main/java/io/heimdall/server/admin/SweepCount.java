package io.heimdall.server.admin;

/// Counts what one sweep finds. One thread at a time.
final class SweepCount {
  private long objects;
  private long orphans;
  private long orphanBytes;
  private long deleted;
  private long young;
  private long missing;

  void looked(int more) {
    objects += more;
  }

  void young() {
    young++;
  }

  void found(SweepFinding finding) {
    switch (finding) {
      case SweepFinding.Orphan orphan -> {
        orphans++;
        orphanBytes += orphan.sizeBytes();
        deleted += orphan.deleted() ? 1 : 0;
      }
      case SweepFinding.Missing _, SweepFinding.Lost _ -> missing++;
    }
  }

  SweepTotals totals() {
    return new SweepTotals(objects, orphans, orphanBytes, deleted, young, missing);
  }
}
