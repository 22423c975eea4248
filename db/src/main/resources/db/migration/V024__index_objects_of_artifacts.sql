-- Serves: whether a file has a plain copy for those who read it by URL. Costs: one entry per copy.
create index artifact_garbage_plain_copies on artifact_garbage (object_key collate "C")
  where object_key like 'temp/plain/%';

-- Serves: the sweep, which reads files in the order in which a store lists their objects. Costs: one
-- entry per file.
create index artifact_files_by_bytes_of_key on artifact_files (object_key collate "C");
