-- Recognition points per person and period, in the whole agency and in each unit.

-- tables
-- `scope` is the unit the points were earned in, or the nil UUID for the whole agency.
-- Order: most points first, then who came to them first, then id. `debit` is points, negated, so
-- that one ascending index serves pages in both directions and ranks.
CREATE TABLE standing (
    agency  TEXT   NOT NULL,
    period  TEXT   NOT NULL,
    scope   UUID   NOT NULL,
    person  UUID   NOT NULL,
    debit   BIGINT NOT NULL,
    events  BIGINT NOT NULL,
    changed BIGINT NOT NULL
);

-- How many people are on a board.
CREATE TABLE board (
    agency TEXT   NOT NULL,
    scope  UUID   NOT NULL,
    period TEXT   NOT NULL,
    people BIGINT NOT NULL
);

-- Milestones along the order of a board: one person in 16 is one, chosen by the end of their id; one
-- in 1,024 is one of level 2 too, one in 65,536 also of level 3. `people` is how many stand from the
-- milestone of that level before, without it, to this one, with it.
CREATE TABLE milestone (
    agency  TEXT   NOT NULL,
    period  TEXT   NOT NULL,
    scope   UUID   NOT NULL,
    level   INT    NOT NULL,
    debit   BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    person  UUID   NOT NULL,
    people  BIGINT NOT NULL
);

-- indexes
ALTER TABLE standing ADD PRIMARY KEY (agency, period, scope, person);
CREATE UNIQUE INDEX standing_order ON standing (agency, period, scope, debit, changed, person);

-- Boards and milestones are an index too, only that Postgres has no kind for it: they are made
-- from the standings here, and kept by triggers whoever writes those.
CREATE FUNCTION height(person UUID) RETURNS INT LANGUAGE SQL IMMUTABLE AS $$
    SELECT CASE
        WHEN get_byte(uuid_send(person), 15) & 15 <> 0 THEN 0
        WHEN get_byte(uuid_send(person), 15) <> 0 OR get_byte(uuid_send(person), 14) & 3 <> 0 THEN 1
        WHEN get_byte(uuid_send(person), 14) <> 0 THEN 2
        ELSE 3
    END
$$;

INSERT INTO board SELECT agency, scope, period, count(*) FROM standing GROUP BY agency, scope, period;
ALTER TABLE board ADD PRIMARY KEY (agency, scope, period);

INSERT INTO milestone SELECT agency, period, scope, level, debit, changed, person,
        rank - lag(rank, 1, 0::BIGINT) OVER (PARTITION BY agency, period, scope, level ORDER BY rank)
    FROM (
        SELECT *, row_number() OVER (PARTITION BY agency, period, scope ORDER BY debit, changed, person) AS rank
        FROM standing
    ) AS ranked, generate_series(1, height(person)) AS level
    WHERE height(person) > 0;
ALTER TABLE milestone ADD PRIMARY KEY (agency, period, scope, level, debit, changed, person);

-- Who goes or comes changes the next milestone of each level, which is counted again from the level
-- below: nothing is added up, so that it does not matter how many triggers a statement fires. All by
-- index: a change of one row must not read a board, whatever the planner thinks of small tables, nor be
-- planned anew each time, which takes longer than the counting.
CREATE FUNCTION recount() RETURNS TRIGGER LANGUAGE plpgsql
SET search_path = pg_catalog SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    agencies TEXT[];
    periods  TEXT[];
    scopes   UUID[];
    debits   BIGINT[];
    changes  BIGINT[];
    persons  UUID[];
BEGIN
    -- A rebuild makes all this beside the live schema and renames it: only the call knows the name.
    PERFORM set_config('search_path', TG_TABLE_SCHEMA, true);
    IF TG_OP <> 'INSERT' THEN
        SELECT array_agg(agency), array_agg(period), array_agg(scope), array_agg(debit), array_agg(changed), array_agg(person)
            INTO agencies, periods, scopes, debits, changes, persons FROM gone;
        DELETE FROM milestone AS m USING gone AS g
            WHERE height(g.person) > 0 AND m.agency = g.agency AND m.period = g.period AND m.scope = g.scope
                AND m.level IN (1, 2, 3) AND m.debit = g.debit AND m.changed = g.changed AND m.person = g.person;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        SELECT agencies || array_agg(agency), periods || array_agg(period), scopes || array_agg(scope),
            debits || array_agg(debit), changes || array_agg(changed), persons || array_agg(person)
            INTO agencies, periods, scopes, debits, changes, persons FROM come;
        INSERT INTO milestone SELECT agency, period, scope, tier, debit, changed, person, 0
            FROM come, generate_series(1, height(person)) AS tier WHERE height(person) > 0;
    END IF;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO board AS b SELECT agency, scope, period, count(*) FROM come GROUP BY agency, scope, period
            ON CONFLICT (agency, scope, period) DO UPDATE SET people = b.people + excluded.people;
    ELSIF TG_OP = 'DELETE' THEN
        UPDATE board AS b SET people = b.people - g.people
            FROM (SELECT agency, scope, period, count(*) AS people FROM gone GROUP BY agency, scope, period) AS g
            WHERE b.agency = g.agency AND b.scope = g.scope AND b.period = g.period;
        DELETE FROM board AS b USING gone AS g
            WHERE b.agency = g.agency AND b.scope = g.scope AND b.period = g.period AND b.people = 0;
    END IF;
    FOR tier IN 1..3 LOOP
        UPDATE milestone AS m SET people = counted.people
        FROM (
            SELECT DISTINCT n.agency, n.period, n.scope, n.debit, n.changed, n.person
            FROM unnest(agencies, periods, scopes, debits, changes, persons)
                AS k (agency, period, scope, debit, changed, person)
            CROSS JOIN LATERAL (
                SELECT * FROM milestone AS n
                WHERE n.agency = k.agency AND n.period = k.period AND n.scope = k.scope AND n.level = tier
                    AND (n.debit, n.changed, n.person) >= (k.debit, k.changed, k.person)
                ORDER BY n.debit, n.changed, n.person
                -- Who is a milestone now may have parted the next one from the one before.
                LIMIT CASE WHEN height(k.person) < tier THEN 1 ELSE 2 END
            ) AS n
        ) AS next CROSS JOIN LATERAL (
            (SELECT p.debit, p.changed, p.person FROM milestone AS p
             WHERE p.agency = next.agency AND p.period = next.period AND p.scope = next.scope AND p.level = tier
                 AND (p.debit, p.changed, p.person) < (next.debit, next.changed, next.person)
             ORDER BY p.debit DESC, p.changed DESC, p.person DESC LIMIT 1)
            UNION ALL SELECT -9223372036854775808, -9223372036854775808, '00000000-0000-0000-0000-000000000000'
            LIMIT 1
        ) AS past CROSS JOIN LATERAL (
            SELECT CASE tier WHEN 1 THEN (
                SELECT count(*) FROM standing AS s
                WHERE s.agency = next.agency AND s.period = next.period AND s.scope = next.scope
                    AND (s.debit, s.changed, s.person) > (past.debit, past.changed, past.person)
                    AND (s.debit, s.changed, s.person) <= (next.debit, next.changed, next.person)
            ) ELSE (
                SELECT sum(b.people) FROM milestone AS b
                WHERE b.agency = next.agency AND b.period = next.period AND b.scope = next.scope AND b.level = tier - 1
                    AND (b.debit, b.changed, b.person) > (past.debit, past.changed, past.person)
                    AND (b.debit, b.changed, b.person) <= (next.debit, next.changed, next.person)
            ) END AS people
            OFFSET 0 -- so that it is counted once, to compare and to set
        ) AS counted
        WHERE m.agency = next.agency AND m.period = next.period AND m.scope = next.scope AND m.level = tier
            AND m.debit = next.debit AND m.changed = next.changed AND m.person = next.person
            AND m.people <> counted.people;
    END LOOP;
    RETURN NULL;
END
$$;

CREATE TRIGGER came AFTER INSERT ON standing REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION recount();
CREATE TRIGGER moved AFTER UPDATE ON standing REFERENCING OLD TABLE AS gone NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION recount();
CREATE TRIGGER went AFTER DELETE ON standing REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION recount();

-- views
CREATE VIEW read.recognition AS
    SELECT agency, period, scope, person, debit, -debit AS points, events, changed FROM standing;
CREATE VIEW read.recognition_board AS
    SELECT agency, scope, period, people FROM board;
CREATE VIEW read.recognition_milestone AS
    SELECT agency, period, scope, level, debit, changed, person, people FROM milestone;
