/**
 * Limits of how many agents the hosts of a team let work at once, and the taking of a session that keeps them. The driver of a
 * limit is empty where all agents count. Hosts that take at the same moment take turns where there is a limit, because each
 * would count without the other. The function is written out whole, as it is in the version before: a version that people have is
 * never changed.
 */
export const limitTables = `
CREATE TABLE wavegate.at_once (
  driver text PRIMARY KEY,
  agents integer NOT NULL CHECK (agents > 0)
);

CREATE OR REPLACE FUNCTION wavegate.host_take(a_name text, a_token integer, a_seconds float8, a_most integer)
RETURNS TABLE (run text, session text, epoch integer, take integer, body jsonb, place jsonb, earlier bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE mine wavegate.host; chosen wavegate.job;
BEGIN
  mine := wavegate.own_host(a_name, a_token);
  IF EXISTS (SELECT 1 FROM wavegate.at_once) THEN PERFORM pg_advisory_xact_lock(7283650); END IF;
  SELECT j.* INTO chosen FROM wavegate.job j JOIN wavegate.run r ON r.run = j.run
  WHERE j.result IS NULL AND NOT j.stop_asked AND j.takes < a_most
    -- A database that was away gives those who had a session the time to say so.
    AND (j.host IS NULL
      OR greatest(j.leased_until, pg_postmaster_start_time() + make_interval(secs => a_seconds)) < clock_timestamp())
    AND j.labels <@ ARRAY(SELECT jsonb_array_elements_text(mine.offers->'labels'))
    AND j.drivers <@ array_append(ARRAY(SELECT jsonb_array_elements(mine.offers->'agents')->>'driver'), 'command')
    -- A session whose host is silent for so long that another may take it is not at work.
    AND NOT EXISTS (SELECT 1 FROM wavegate.at_once l WHERE (l.driver = '' OR l.driver = ANY(j.drivers)) AND l.agents <= (
      SELECT count(*) FROM wavegate.job w WHERE w.result IS NULL AND w.host IS NOT NULL AND w.leased_until >= clock_timestamp()
        AND (l.driver = '' OR l.driver = ANY(w.drivers))))
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
`;
