-- Places and scores per edition and category, released by the announcement of the edition.
-- Only `line` and `bundle` have views: everything else is not released. Scores of those who did not win stay
-- between them and the committee (domain.md: "keep private"), so the public view has winners alone.

-- tables
-- The last result of each category until its edition is announced. Private.
CREATE TABLE pending (
    agency    TEXT  NOT NULL,
    edition   UUID  NOT NULL,
    category  TEXT  NOT NULL,
    standings JSONB NOT NULL
);
-- Which categories of an edition have a result, the hashes of its rounds' bundles, and whether it is
-- announced. Private.
CREATE TABLE edition (
    agency     TEXT  NOT NULL,
    edition    UUID  NOT NULL,
    categories JSONB NOT NULL,
    rounds     JSONB NOT NULL,
    announced  BOOL  NOT NULL
);
-- The unit that nominated. Private.
CREATE TABLE candidate (
    agency     TEXT NOT NULL,
    nomination UUID NOT NULL,
    unit       UUID NOT NULL
);
-- The hash of the tally bundle of an announced edition; a correction changes it.
CREATE TABLE bundle (
    agency  TEXT NOT NULL,
    edition UUID NOT NULL,
    hash    TEXT NOT NULL
);
-- What is announced; a winner has the place of the announcement. The score is exact, n or n/d points; hundredths are rounded half up, for
-- display. Both are null where a vote ranks.
CREATE TABLE line (
    agency       TEXT   NOT NULL,
    edition      UUID   NOT NULL,
    category     TEXT   NOT NULL,
    nomination   UUID   NOT NULL,
    place        BIGINT NOT NULL,
    nominee_kind TEXT   NOT NULL,
    nominee      UUID   NOT NULL,
    people       JSONB  NOT NULL,
    title        TEXT,
    unit         UUID,
    sheets       BIGINT NOT NULL,
    score        TEXT,
    hundredths   BIGINT,
    winner       BOOL   NOT NULL,
    announced    BIGINT NOT NULL
);

-- indexes
ALTER TABLE pending ADD PRIMARY KEY (agency, edition, category);
ALTER TABLE edition ADD PRIMARY KEY (agency, edition);
ALTER TABLE candidate ADD PRIMARY KEY (agency, nomination);
ALTER TABLE bundle ADD PRIMARY KEY (agency, edition);
ALTER TABLE line ADD PRIMARY KEY (agency, edition, category, nomination);

-- views
CREATE VIEW read.award_board AS SELECT * FROM line WHERE winner;
CREATE VIEW read.award_standing AS SELECT * FROM line;
CREATE VIEW read.award_bundle AS SELECT * FROM bundle;
