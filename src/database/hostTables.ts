/**
 * Tables of hosts and of the sessions that wait for one, and the functions that are all a host may call: it reads no table.
 * Each function acts for the host of the login that calls it, so that a host can speak for no other.
 */
export const hostTables = `
-- Machines that run sessions; the token rises with every start of one.
CREATE TABLE wavegate.host (
  name text PRIMARY KEY CHECK (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$'),
  login name NOT NULL,
  machine text NOT NULL,
  token integer NOT NULL,
  offers jsonb NOT NULL,
  leased_until timestamptz NOT NULL,
  since timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Sessions for hosts: who has one now, and how it ended. A result counts once, of whoever has the session at that time.
CREATE TABLE wavegate.job (
  run text NOT NULL REFERENCES wavegate.run,
  session text NOT NULL,
  epoch integer NOT NULL,
  body jsonb NOT NULL,
  drivers text[] NOT NULL,
  labels text[] NOT NULL,
  queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  takes integer NOT NULL DEFAULT 0,
  host text,
  token integer,
  leased_until timestamptz,
  stop_asked boolean NOT NULL DEFAULT false,
  take_over_asked boolean NOT NULL DEFAULT false,
  status jsonb,
  result jsonb,
  refs jsonb,
  bundle bytea,
  ended_at timestamptz,
  PRIMARY KEY (run, session, epoch)
);
CREATE INDEX job_open ON wavegate.job (queued_at) WHERE result IS NULL;
CREATE INDEX job_held ON wavegate.job (host) WHERE result IS NULL;

-- How worktrees are made ready, by scope of a run.
CREATE TABLE wavegate.place (
  run text NOT NULL REFERENCES wavegate.run,
  scope text NOT NULL,
  body jsonb NOT NULL,
  PRIMARY KEY (run, scope)
);

-- What sessions print, in pieces: the beginning of a piece in its stream is its key.
CREATE TABLE wavegate.output (
  run text NOT NULL,
  session text NOT NULL,
  epoch integer NOT NULL,
  take integer NOT NULL,
  stream text NOT NULL CHECK (stream IN ('events', 'output')),
  begins bigint NOT NULL,
  bytes bytea NOT NULL CHECK (length(bytes) <= 1048576),
  PRIMARY KEY (run, session, epoch, take, stream, begins)
);

-- Every taking and every end of a session, in their order; nothing here is ever changed.
CREATE TABLE wavegate.ledger (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  run text NOT NULL,
  session text NOT NULL,
  epoch integer NOT NULL,
  take integer NOT NULL,
  host text,
  what text NOT NULL CHECK (what IN ('taken', 'ended', 'refused', 'given up'))
);
CREATE TRIGGER ledger_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON wavegate.ledger
  FOR EACH STATEMENT EXECUTE FUNCTION wavegate.refuse();

CREATE FUNCTION wavegate.tell_of_job() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('wavegate', CASE WHEN TG_OP = 'INSERT' THEN 'queue' ELSE 'job:' || NEW.run END);
  IF NEW.host IS NOT NULL THEN PERFORM pg_notify('wavegate', 'host:' || NEW.host); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER job_waits AFTER INSERT ON wavegate.job FOR EACH ROW EXECUTE FUNCTION wavegate.tell_of_job();
CREATE TRIGGER job_changes AFTER UPDATE OF takes, stop_asked, take_over_asked, status, result ON wavegate.job
  FOR EACH ROW EXECUTE FUNCTION wavegate.tell_of_job();

-- The host of a login, if this start of it is the last one.
CREATE FUNCTION wavegate.own_host(a_name text, a_token integer) RETURNS wavegate.host
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE mine wavegate.host;
BEGIN
  SELECT * INTO mine FROM wavegate.host h WHERE h.name = a_name AND h.token = a_token AND h.login = session_user;
  IF NOT FOUND THEN RAISE EXCEPTION 'Another process is host % now', a_name USING ERRCODE = 'WG001'; END IF;
  RETURN mine;
END $$;

CREATE FUNCTION wavegate.host_enter(a_name text, a_machine text, a_offers jsonb, a_seconds float8) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE made integer;
BEGIN
  INSERT INTO wavegate.host AS h (name, login, machine, token, offers, leased_until)
  VALUES (a_name, session_user, a_machine, 1, a_offers, clock_timestamp() + make_interval(secs => a_seconds))
  ON CONFLICT (name) DO UPDATE SET token = h.token + 1, offers = excluded.offers, machine = excluded.machine,
    leased_until = excluded.leased_until, since = clock_timestamp()
  WHERE h.login = session_user AND (h.machine = excluded.machine OR h.leased_until < clock_timestamp())
  RETURNING token INTO made;
  IF made IS NULL THEN
    RAISE EXCEPTION 'There is a host % already, on another machine or of another login', a_name USING ERRCODE = 'WG002';
  END IF;
  -- Its sessions go on where they were, if nobody has taken them over meanwhile.
  UPDATE wavegate.job SET token = made, leased_until = clock_timestamp() + make_interval(secs => a_seconds)
  WHERE host = a_name AND result IS NULL
    AND (SELECT machine FROM wavegate.host WHERE name = a_name) = a_machine;
  RETURN made;
END $$;

-- Prolongs what a host has. What it does not get back is no longer its own.
CREATE FUNCTION wavegate.host_beat(a_name text, a_token integer, a_seconds float8)
RETURNS TABLE (run text, session text, epoch integer, take integer, stop_asked boolean, take_over_asked boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM wavegate.own_host(a_name, a_token);
  UPDATE wavegate.host h SET leased_until = clock_timestamp() + make_interval(secs => a_seconds) WHERE h.name = a_name;
  RETURN QUERY UPDATE wavegate.job j SET leased_until = clock_timestamp() + make_interval(secs => a_seconds)
  WHERE j.host = a_name AND j.token = a_token AND j.result IS NULL
  RETURNING j.run, j.session, j.epoch, j.takes, j.stop_asked, j.take_over_asked;
END $$;

CREATE FUNCTION wavegate.host_leave(a_name text, a_token integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE wavegate.host SET leased_until = clock_timestamp()
  WHERE name = a_name AND token = a_token AND login = session_user;
$$;

-- Takes the session that has waited longest of those the host can run; each step of priority counts as ten minutes of waiting,
-- so that no run waits for ever.
CREATE FUNCTION wavegate.host_take(a_name text, a_token integer, a_seconds float8, a_most integer)
RETURNS TABLE (run text, session text, epoch integer, take integer, body jsonb, place jsonb, earlier bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE mine wavegate.host; chosen wavegate.job;
BEGIN
  mine := wavegate.own_host(a_name, a_token);
  SELECT j.* INTO chosen FROM wavegate.job j JOIN wavegate.run r ON r.run = j.run
  WHERE j.result IS NULL AND NOT j.stop_asked AND j.takes < a_most
    -- A database that was away gives those who had a session the time to say so.
    AND (j.host IS NULL
      OR greatest(j.leased_until, pg_postmaster_start_time() + make_interval(secs => a_seconds)) < clock_timestamp())
    AND j.labels <@ ARRAY(SELECT jsonb_array_elements_text(mine.offers->'labels'))
    AND j.drivers <@ array_append(ARRAY(SELECT jsonb_array_elements(mine.offers->'agents')->>'driver'), 'command')
  ORDER BY j.queued_at - make_interval(mins => 10 * r.priority), j.session
  LIMIT 1 FOR UPDATE OF j SKIP LOCKED;
  IF NOT FOUND THEN RETURN; END IF;
  UPDATE wavegate.job j SET host = a_name, token = a_token, takes = j.takes + 1, status = NULL,
    leased_until = clock_timestamp() + make_interval(secs => a_seconds)
  WHERE j.run = chosen.run AND j.session = chosen.session AND j.epoch = chosen.epoch;
  INSERT INTO wavegate.ledger (run, session, epoch, take, host, what)
  VALUES (chosen.run, chosen.session, chosen.epoch, chosen.takes + 1, a_name, 'taken');
  RETURN QUERY SELECT chosen.run, chosen.session, chosen.epoch, chosen.takes + 1, chosen.body,
    (SELECT p.body FROM wavegate.place p WHERE p.run = chosen.run AND p.scope = chosen.body->>'scope'),
    (SELECT string_agg(o.bytes, ''::bytea ORDER BY o.begins) FROM (
       SELECT x.bytes, x.begins FROM wavegate.output x WHERE x.run = chosen.run AND x.session = chosen.session
         AND x.epoch = chosen.epoch AND x.take = chosen.takes AND x.stream = 'events' ORDER BY x.begins LIMIT 200) o);
END $$;

-- A session that the host took while its answer got lost, or before the host was started again.
CREATE FUNCTION wavegate.host_job(a_name text, a_token integer, a_run text, a_session text, a_epoch integer)
RETURNS TABLE (take integer, body jsonb, place jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM wavegate.own_host(a_name, a_token);
  RETURN QUERY SELECT j.takes, j.body, (SELECT p.body FROM wavegate.place p WHERE p.run = j.run AND p.scope = j.body->>'scope')
  FROM wavegate.job j
  WHERE j.run = a_run AND j.session = a_session AND j.epoch = a_epoch AND j.host = a_name AND j.token = a_token
    AND j.result IS NULL;
END $$;

-- Commits of a run, for a host that has a session of it.
CREATE FUNCTION wavegate.host_work(a_name text, a_token integer, a_run text, a_after integer)
RETURNS TABLE (number integer, bundle bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM wavegate.own_host(a_name, a_token);
  IF NOT EXISTS (SELECT 1 FROM wavegate.job j WHERE j.run = a_run AND j.host = a_name AND j.token = a_token AND j.result IS NULL)
  THEN RAISE EXCEPTION 'Host % has no session of run %', a_name, a_run USING ERRCODE = '42501'; END IF;
  RETURN QUERY SELECT w.number, w.bundle FROM wavegate.work w WHERE w.run = a_run AND w.number > a_after ORDER BY w.number;
END $$;

CREATE FUNCTION wavegate.host_report(a_name text, a_token integer, a_run text, a_session text, a_epoch integer, a_take integer,
  a_status jsonb, a_stream text, a_begins bigint, a_bytes bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM wavegate.own_host(a_name, a_token);
  PERFORM 1 FROM wavegate.job j WHERE j.run = a_run AND j.session = a_session AND j.epoch = a_epoch
    AND j.host = a_name AND j.token = a_token AND j.takes = a_take AND j.result IS NULL;
  IF NOT FOUND THEN RETURN false; END IF;
  IF a_bytes IS NOT NULL THEN
    INSERT INTO wavegate.output VALUES (a_run, a_session, a_epoch, a_take, a_stream, a_begins, a_bytes)
    ON CONFLICT (run, session, epoch, take, stream, begins) DO UPDATE SET bytes = excluded.bytes;
    PERFORM pg_notify('wavegate', 'job:' || a_run);
  END IF;
  IF a_status IS NOT NULL THEN
    UPDATE wavegate.job j SET status = a_status WHERE j.run = a_run AND j.session = a_session AND j.epoch = a_epoch;
  END IF;
  RETURN true;
END $$;

-- The result of a session, with its commits: counted if the host has the session still, once.
CREATE FUNCTION wavegate.host_deliver(a_name text, a_token integer, a_run text, a_session text, a_epoch integer, a_take integer,
  a_result jsonb, a_refs jsonb, a_bundle bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE counts boolean;
BEGIN
  UPDATE wavegate.job j SET result = a_result, refs = a_refs, bundle = a_bundle, ended_at = clock_timestamp()
  WHERE j.run = a_run AND j.session = a_session AND j.epoch = a_epoch AND j.host = a_name AND j.token = a_token
    AND j.takes = a_take AND j.result IS NULL
    AND EXISTS (SELECT 1 FROM wavegate.host h WHERE h.name = a_name AND h.token = a_token AND h.login = session_user);
  counts := FOUND;
  IF NOT counts AND EXISTS (SELECT 1 FROM wavegate.job j WHERE j.run = a_run AND j.session = a_session AND j.epoch = a_epoch
    AND j.host = a_name AND j.takes = a_take AND j.result = a_result) THEN RETURN true; END IF;
  INSERT INTO wavegate.ledger (run, session, epoch, take, host, what)
  VALUES (a_run, a_session, a_epoch, a_take, a_name, CASE WHEN counts THEN 'ended' ELSE 'refused' END);
  RETURN counts;
END $$;

ALTER TABLE wavegate.run ADD COLUMN priority integer NOT NULL DEFAULT 0 CHECK (priority BETWEEN -100 AND 100);

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA wavegate FROM PUBLIC;
`;
