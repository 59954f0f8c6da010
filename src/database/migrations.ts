import { hostTables } from './hostTables.ts';
import { limitTables } from './limitTables.ts';

/**
 * Statements that make the tables, one text for each version; a version that people have is never changed. Times are
 * the database's own, so that no clock of another machine decides anything.
 */
export const migrations: readonly string[] = [
  `
-- Runs, and who may write them: the token rises with every taking of the lease, and an append names it.
CREATE TABLE wavegate.run (
  run text PRIMARY KEY,
  repository text,
  token integer NOT NULL,
  holder jsonb,
  leased_until timestamptz NOT NULL,
  seq integer NOT NULL DEFAULT 0,
  hash text NOT NULL,
  modified_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  moved_at timestamptz
);

-- Lines of journals, to the byte as they would be in a file.
CREATE TABLE wavegate.record (
  run text NOT NULL REFERENCES wavegate.run,
  seq integer NOT NULL,
  line text NOT NULL,
  PRIMARY KEY (run, seq)
);

-- Requests to whoever drives a run; signed, so anybody may write one.
CREATE TABLE wavegate.request (
  id uuid PRIMARY KEY,
  run text NOT NULL,
  body text NOT NULL CHECK (length(body) <= 1000000),
  answer jsonb,
  asked_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX request_open ON wavegate.request (run) WHERE answer IS NULL;

-- Commits of runs as git bundles, each on top of those before it, with the refs that are there then.
CREATE TABLE wavegate.work (
  run text NOT NULL,
  number integer GENERATED ALWAYS AS IDENTITY,
  refs jsonb NOT NULL,
  bundle bytea,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (run, number)
);

CREATE FUNCTION wavegate.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The record of a run is only ever added to' USING ERRCODE = '42501';
END $$;
CREATE TRIGGER record_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON wavegate.record
  FOR EACH STATEMENT EXECUTE FUNCTION wavegate.refuse();

CREATE FUNCTION wavegate.tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('wavegate', TG_ARGV[0] || ':' || NEW.run);
  RETURN NULL;
END $$;
CREATE TRIGGER run_grows AFTER UPDATE OF seq ON wavegate.run
  FOR EACH ROW EXECUTE FUNCTION wavegate.tell('run');
CREATE TRIGGER request_changes AFTER INSERT OR UPDATE ON wavegate.request
  FOR EACH ROW EXECUTE FUNCTION wavegate.tell('request');
`,
  `
-- Sessions, and the machine that each was started on: no other starts it, and only its first result counts.
CREATE TABLE wavegate.session (
  run text NOT NULL,
  session text NOT NULL,
  epoch integer NOT NULL,
  machine text NOT NULL,
  name text NOT NULL,
  result jsonb,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended_at timestamptz,
  PRIMARY KEY (run, session, epoch)
);
`,
  hostTables,
  limitTables,
];
