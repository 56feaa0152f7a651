-- The complete rulebook of each edition, and how it was amended.

-- tables
-- A draft is for those who run the edition; from its opening on it is public.
CREATE TABLE rulebook (
    agency   TEXT   NOT NULL,
    edition  UUID   NOT NULL,
    opened   BOOL   NOT NULL,
    hash     TEXT   NOT NULL,
    document JSONB  NOT NULL,
    changed  BIGINT NOT NULL
);
CREATE TABLE amendment (
    agency   TEXT        NOT NULL,
    edition  UUID        NOT NULL,
    position BIGINT      NOT NULL,
    hash     TEXT        NOT NULL,
    previous TEXT        NOT NULL,
    reason   TEXT        NOT NULL,
    amended  TIMESTAMPTZ NOT NULL
);

-- indexes
ALTER TABLE rulebook ADD PRIMARY KEY (agency, edition);
ALTER TABLE amendment ADD PRIMARY KEY (agency, edition, position);

-- views
CREATE VIEW read.rulebook AS SELECT * FROM rulebook;
CREATE VIEW read.amendment AS SELECT * FROM amendment;
