-- Recognition points per person and period: in the whole agency, in each unit, in each group of positions, and
-- across agencies.

-- tables
-- `scope` is the unit the points were earned in, or the nil UUID for the whole agency.
-- Order: most points first, then who came to them first, then id; across agencies most points first, then
-- agency, then id. `debit` is points, negated, so that one ascending index serves pages in both directions and
-- ranks. `held` is the group of positions held when the first points of the period came (its UUID; null if none
-- was known, and in rows of units): the same row is the person's on the agency's board and on that group's.
CREATE TABLE standing (
    agency  TEXT   COLLATE "C" NOT NULL,
    period  TEXT   COLLATE "C" NOT NULL,
    scope   UUID   NOT NULL,
    person  UUID   NOT NULL,
    debit   BIGINT NOT NULL,
    events  BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    held    UUID
);

-- The group of positions that a person holds now; null for none.
CREATE TABLE position_group (
    agency TEXT COLLATE "C" NOT NULL,
    person UUID NOT NULL,
    held   UUID
);

-- Pages of what follows are half empty: a count that changes stays within its page, and no index is touched.
-- How many people are on a board; `scope` is the nil UUID, a unit or a group of positions.
CREATE TABLE board (
    agency TEXT   COLLATE "C" NOT NULL,
    scope  UUID   NOT NULL,
    period TEXT   COLLATE "C" NOT NULL,
    people BIGINT NOT NULL
) WITH (fillfactor = 50);

-- How many people of an agency's or a group's board stand in a stretch of its order. Stretches of level 1 to 3
-- have points in common: 4,096, 64, one (`high` is `debit` without its last 12, 6, 0 bits). Those of level 4 and
-- 5 lie within one: 262,144 and 4,096 commits (`low` is `changed` without its last 18, 12 bits). Those of level
-- 6, of agencies alone, lie within one too, in the order across agencies (`low` is the first byte of `person`).
CREATE TABLE stretch (
    agency TEXT   COLLATE "C" NOT NULL,
    period TEXT   COLLATE "C" NOT NULL,
    scope  UUID   NOT NULL,
    level  INT    NOT NULL,
    high   BIGINT NOT NULL,
    low    BIGINT NOT NULL,
    people BIGINT NOT NULL
) WITH (fillfactor = 50);

-- indexes
ALTER TABLE standing ADD PRIMARY KEY (agency, period, scope, person);
CREATE UNIQUE INDEX standing_order ON standing (agency, period, scope, debit, changed, person);
CREATE INDEX standing_group ON standing (agency, period, held, debit, changed, person)
    WHERE held IS NOT NULL;
CREATE INDEX standing_national ON standing (period, debit, agency, person)
    WHERE scope = '00000000-0000-0000-0000-000000000000';
ALTER TABLE position_group ADD PRIMARY KEY (agency, person);

-- Boards and stretches are an index too, only that Postgres has no kind for it: they are made from the
-- standings here, and kept by triggers whoever writes those.
CREATE FUNCTION boards(scope UUID, held UUID) RETURNS TABLE (board UUID)
LANGUAGE SQL IMMUTABLE AS $$
    SELECT scope UNION ALL SELECT held WHERE held IS NOT NULL
$$;
CREATE FUNCTION stretches(held UUID, debit BIGINT, changed BIGINT, person UUID)
RETURNS TABLE (board UUID, level INT, high BIGINT, low BIGINT)
LANGUAGE SQL IMMUTABLE AS $$
    VALUES (held, 1, debit >> 12, 0::BIGINT), (held, 2, debit >> 6, 0), (held, 3, debit, 0),
        (held, 4, debit, changed >> 18), (held, 5, debit, changed >> 12),
        ('00000000-0000-0000-0000-000000000000', 1, debit >> 12, 0),
        ('00000000-0000-0000-0000-000000000000', 2, debit >> 6, 0),
        ('00000000-0000-0000-0000-000000000000', 3, debit, 0),
        ('00000000-0000-0000-0000-000000000000', 4, debit, changed >> 18),
        ('00000000-0000-0000-0000-000000000000', 5, debit, changed >> 12),
        ('00000000-0000-0000-0000-000000000000', 6, debit, get_byte(uuid_send(person), 0))
$$;

INSERT INTO board SELECT agency, board, period, count(*)
    FROM standing, boards(scope, held) GROUP BY agency, board, period;
ALTER TABLE board ADD PRIMARY KEY (agency, scope, period);
CREATE INDEX board_national ON board (period, agency)
    WHERE scope = '00000000-0000-0000-0000-000000000000';

-- From the smallest to the largest, each from those within it: three passes over the people instead of eleven.
INSERT INTO stretch SELECT agency, period, scope, 5, debit, changed >> 12, count(*) FROM standing
    WHERE scope = '00000000-0000-0000-0000-000000000000' GROUP BY agency, period, scope, debit, changed >> 12;
INSERT INTO stretch SELECT agency, period, held, 5, debit, changed >> 12, count(*) FROM standing
    WHERE held IS NOT NULL GROUP BY agency, period, held, debit, changed >> 12;
INSERT INTO stretch SELECT agency, period, scope, 4, high, low >> 6, sum(people) FROM stretch
    WHERE level = 5 GROUP BY agency, period, scope, high, low >> 6;
INSERT INTO stretch SELECT agency, period, scope, 3, high, 0, sum(people) FROM stretch
    WHERE level = 4 GROUP BY agency, period, scope, high;
INSERT INTO stretch SELECT agency, period, scope, 2, high >> 6, 0, sum(people) FROM stretch
    WHERE level = 3 GROUP BY agency, period, scope, high >> 6;
INSERT INTO stretch SELECT agency, period, scope, 1, high >> 6, 0, sum(people) FROM stretch
    WHERE level = 2 GROUP BY agency, period, scope, high >> 6;
INSERT INTO stretch SELECT agency, period, scope, 6, debit, get_byte(uuid_send(person), 0), count(*) FROM standing
    WHERE scope = '00000000-0000-0000-0000-000000000000'
    GROUP BY agency, period, scope, debit, get_byte(uuid_send(person), 0);
ALTER TABLE stretch ADD PRIMARY KEY (agency, period, scope, level, high, low);
-- `people` is in no index, so that counting again touches none.
CREATE INDEX stretch_national ON stretch (period, level, high, agency)
    WHERE scope = '00000000-0000-0000-0000-000000000000' AND level <= 3;

-- Takes off who was counted and adds who is. An upsert fires two triggers; sums do not mind the order.
CREATE FUNCTION recount() RETURNS TRIGGER LANGUAGE plpgsql
SET search_path = pg_catalog SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    more INT := CASE TG_OP WHEN 'DELETE' THEN -1 ELSE 1 END;
    nobody TID[];
BEGIN
    -- A rebuild makes all this beside the live schema and renames it: only the call knows the name.
    PERFORM set_config('search_path', TG_TABLE_SCHEMA, true);
    IF NOT EXISTS (SELECT FROM those) THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        -- Who was withdrawn and comes again within a batch may come to another group.
        WITH counted AS (
            INSERT INTO board AS b SELECT agency, held, period, sum(sign) FROM (
                SELECT agency, held, period, 1 AS sign FROM those WHERE held IS NOT NULL
                UNION ALL SELECT agency, held, period, -1 FROM before WHERE held IS NOT NULL
            ) AS moved GROUP BY agency, held, period HAVING sum(sign) <> 0 ORDER BY agency, held, period
            ON CONFLICT (agency, scope, period) DO UPDATE SET people = b.people + excluded.people
            RETURNING b.ctid AS at, b.people
        ) SELECT array_agg(at) INTO nobody FROM counted WHERE people = 0;
        IF nobody IS NOT NULL THEN
            DELETE FROM board WHERE ctid = ANY (nobody);
        END IF;
        WITH counted AS (
            INSERT INTO stretch AS s SELECT agency, period, board, level, high, low, sum(sign) FROM (
                SELECT agency, period, scope, person, debit, changed, held, 1 AS sign FROM those
                UNION ALL SELECT agency, period, scope, person, debit, changed, held, -1 FROM before
            ) AS moved, stretches(held, debit, changed, person)
            WHERE scope = '00000000-0000-0000-0000-000000000000' AND board IS NOT NULL
            GROUP BY agency, period, board, level, high, low HAVING sum(sign) <> 0
            ORDER BY agency, period, board, level, high, low
            ON CONFLICT (agency, period, scope, level, high, low) DO UPDATE SET people = s.people + excluded.people
            RETURNING s.ctid AS at, s.people
        ) SELECT array_agg(at) INTO nobody FROM counted WHERE people = 0;
    ELSE
        WITH counted AS (
            INSERT INTO board AS b SELECT agency, board, period, more * count(*) FROM those, boards(scope, held)
            GROUP BY agency, board, period ORDER BY agency, board, period
            ON CONFLICT (agency, scope, period) DO UPDATE SET people = b.people + excluded.people
            RETURNING b.ctid AS at, b.people
        ) SELECT array_agg(at) INTO nobody FROM counted WHERE people = 0;
        IF nobody IS NOT NULL THEN
            DELETE FROM board WHERE ctid = ANY (nobody);
        END IF;
        WITH counted AS (
            INSERT INTO stretch AS s SELECT agency, period, board, level, high, low, more * count(*)
            FROM those, stretches(held, debit, changed, person)
            WHERE scope = '00000000-0000-0000-0000-000000000000' AND board IS NOT NULL
            GROUP BY agency, period, board, level, high, low ORDER BY agency, period, board, level, high, low
            ON CONFLICT (agency, period, scope, level, high, low) DO UPDATE SET people = s.people + excluded.people
            RETURNING s.ctid AS at, s.people
        ) SELECT array_agg(at) INTO nobody FROM counted WHERE people = 0;
    END IF;
    IF nobody IS NOT NULL THEN
        DELETE FROM stretch WHERE ctid = ANY (nobody);
    END IF;
    RETURN NULL;
END
$$;

-- Those who are gone are counted with the other sign.
CREATE TRIGGER came AFTER INSERT ON standing REFERENCING NEW TABLE AS those
    FOR EACH STATEMENT EXECUTE FUNCTION recount();
CREATE TRIGGER moved AFTER UPDATE ON standing REFERENCING OLD TABLE AS before NEW TABLE AS those
    FOR EACH STATEMENT EXECUTE FUNCTION recount();
CREATE TRIGGER went AFTER DELETE ON standing REFERENCING OLD TABLE AS those
    FOR EACH STATEMENT EXECUTE FUNCTION recount();

-- views
CREATE VIEW read.recognition AS
    SELECT agency, period, scope, person, debit, -debit AS points, events, changed, held FROM standing;
CREATE VIEW read.recognition_board AS
    SELECT agency, scope, period, people FROM board;
CREATE VIEW read.recognition_stretch AS
    SELECT agency, period, scope, level, high, low, people FROM stretch;
