-- The name that the last write of a run gave itself, by which a writer whose answer was lost learns
-- whether it was committed. The number of its transaction cannot say so: what a crash leaves
-- unwritten gives its number away, and pg_xact_status then speaks of another transaction.
alter table acquisitions
  add column last_write uuid;
