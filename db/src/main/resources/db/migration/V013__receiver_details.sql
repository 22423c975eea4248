-- What else people say of a receiver.
alter table receivers
  -- ISO 3166-1; null: not known.
  add column country text check (country ~ '^[A-Z]{2}$'),
  -- The receiver sets its gain itself where a plan says none.
  add column automatic_gain boolean not null default false,
  -- Encrypted, with the receiver's id bound to it; null: none.
  add column password_sealed bytea,
  -- The position is what the receiver tells; nobody has said another.
  add column position_told boolean not null default false,
  add constraint receivers_gain_one_way check (not automatic_gain or gain_db is null),
  add constraint receivers_listen_only_inactive check (
    driver <> 'listen_only' or not (active or activate_when_proven)
  );
