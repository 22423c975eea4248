-- The recording's own timing, kept up to date while it is received, says it for all of them.
alter table recording_segments
  drop column timing_class,
  drop column uncertainty_ns;
