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

-- How many people of an agency's board stand in a stretch of its order. Stretches of level 1 to 3 have points
-- in common: 65,536, 256, one (`high` is `debit` without its last 16, 8, 0 bits). Those of level 4 and 5 lie
-- within one: 262,144 and 4,096 commits (`low` is `changed` without its last 18, 12 bits).
CREATE TABLE stretch (
    agency TEXT   NOT NULL,
    period TEXT   NOT NULL,
    level  INT    NOT NULL,
    high   BIGINT NOT NULL,
    low    BIGINT NOT NULL,
    people BIGINT NOT NULL
);

-- indexes
ALTER TABLE standing ADD PRIMARY KEY (agency, period, scope, person);
CREATE UNIQUE INDEX standing_order ON standing (agency, period, scope, debit, changed, person);

-- Boards and stretches are an index too, only that Postgres has no kind for it: they are made from the
-- standings here, and kept by triggers whoever writes those.
CREATE FUNCTION stretches(debit BIGINT, changed BIGINT) RETURNS TABLE (level INT, high BIGINT, low BIGINT)
LANGUAGE SQL IMMUTABLE AS $$
    VALUES (1, debit >> 16, 0::BIGINT), (2, debit >> 8, 0), (3, debit, 0), (4, debit, changed >> 18), (5, debit, changed >> 12)
$$;

INSERT INTO board SELECT agency, scope, period, count(*) FROM standing GROUP BY agency, scope, period;
ALTER TABLE board ADD PRIMARY KEY (agency, scope, period);

INSERT INTO stretch SELECT agency, period, level, high, low, count(*)
    FROM standing, stretches(debit, changed) WHERE scope = '00000000-0000-0000-0000-000000000000'
    GROUP BY agency, period, level, high, low;
ALTER TABLE stretch ADD PRIMARY KEY (agency, period, level, high, low);

-- Takes off who was counted and adds who is. An upsert fires two triggers; sums do not mind the order.
CREATE FUNCTION recount() RETURNS TRIGGER LANGUAGE plpgsql
SET search_path = pg_catalog SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
    -- A rebuild makes all this beside the live schema and renames it: only the call knows the name.
    PERFORM set_config('search_path', TG_TABLE_SCHEMA, true);
    IF TG_OP = 'INSERT' THEN
        INSERT INTO board AS b SELECT agency, scope, period, count(*) FROM come
            GROUP BY agency, scope, period ORDER BY agency, scope, period
            ON CONFLICT (agency, scope, period) DO UPDATE SET people = b.people + excluded.people;
        INSERT INTO stretch AS s SELECT agency, period, level, high, low, count(*)
            FROM come, stretches(debit, changed) WHERE scope = '00000000-0000-0000-0000-000000000000'
            GROUP BY agency, period, level, high, low ORDER BY agency, period, level, high, low
            ON CONFLICT (agency, period, level, high, low) DO UPDATE SET people = s.people + excluded.people;
        RETURN NULL;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO stretch AS s SELECT agency, period, level, high, low, sum(more)
            FROM (
                SELECT agency, period, scope, debit, changed, 1 AS more FROM come
                UNION ALL SELECT agency, period, scope, debit, changed, -1 FROM gone
            ) AS moved, stretches(debit, changed) WHERE scope = '00000000-0000-0000-0000-000000000000'
            GROUP BY agency, period, level, high, low HAVING sum(more) <> 0 ORDER BY agency, period, level, high, low
            ON CONFLICT (agency, period, level, high, low) DO UPDATE SET people = s.people + excluded.people;
    ELSE
        UPDATE board AS b SET people = b.people - g.people
            FROM (SELECT agency, scope, period, count(*) AS people FROM gone GROUP BY agency, scope, period) AS g
            WHERE b.agency = g.agency AND b.scope = g.scope AND b.period = g.period;
        DELETE FROM board AS b USING (SELECT DISTINCT agency, scope, period FROM gone) AS g
            WHERE b.agency = g.agency AND b.scope = g.scope AND b.period = g.period AND b.people = 0;
        UPDATE stretch AS s SET people = s.people - g.people
            FROM (
                SELECT agency, period, level, high, low, count(*) AS people FROM gone, stretches(debit, changed)
                WHERE scope = '00000000-0000-0000-0000-000000000000' GROUP BY agency, period, level, high, low
            ) AS g
            WHERE s.agency = g.agency AND s.period = g.period AND s.level = g.level AND s.high = g.high AND s.low = g.low;
    END IF;
    DELETE FROM stretch AS s USING (SELECT DISTINCT agency, period, level, high, low FROM gone, stretches(debit, changed)) AS g
        WHERE s.agency = g.agency AND s.period = g.period AND s.level = g.level AND s.high = g.high AND s.low = g.low
            AND s.people = 0;
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
CREATE VIEW read.recognition_stretch AS
    SELECT agency, period, level, high, low, people FROM stretch;
