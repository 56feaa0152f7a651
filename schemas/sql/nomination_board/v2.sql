-- Nominations with where they stand, and the editions they belong to.

-- tables
CREATE TABLE edition (
    agency             TEXT        NOT NULL,
    edition            UUID        NOT NULL,
    code               TEXT        NOT NULL,
    title              TEXT        NOT NULL,
    year               INT         NOT NULL,
    phase              TEXT        NOT NULL,
    suspended          BOOL        NOT NULL,
    categories         JSONB       NOT NULL,
    nominations_until  TIMESTAMPTZ,
    nominations_closed BIGINT,
    announced          BIGINT,
    changed            BIGINT      NOT NULL
);
CREATE TABLE nomination (
    agency       TEXT   NOT NULL,
    nomination   UUID   NOT NULL,
    edition      UUID   NOT NULL,
    category     TEXT   NOT NULL,
    nominee_kind TEXT   NOT NULL,
    nominee      UUID   NOT NULL,
    people       JSONB  NOT NULL,
    title        TEXT,
    unit         UUID   NOT NULL,
    nominator    UUID   NOT NULL,
    status       TEXT   NOT NULL,
    consents     JSONB  NOT NULL,
    declined     BOOL   NOT NULL,
    consented    BOOL   NOT NULL,
    late         BOOL   NOT NULL,
    peers        BIGINT NOT NULL,
    superiors    BIGINT NOT NULL,
    subordinates BIGINT NOT NULL,
    citizens     BIGINT NOT NULL,
    submitted    BIGINT NOT NULL,
    changed      BIGINT NOT NULL
);
-- What a withdrawal takes back. Who endorsed is not kept. Private.
CREATE TABLE endorsement (
    agency      TEXT NOT NULL,
    endorsement UUID NOT NULL,
    nomination  UUID NOT NULL,
    relation    TEXT NOT NULL,
    withdrawn   BOOL NOT NULL
);

-- indexes
ALTER TABLE edition ADD PRIMARY KEY (agency, edition);
ALTER TABLE nomination ADD PRIMARY KEY (agency, nomination);
CREATE INDEX nomination_edition ON nomination (agency, edition, submitted, nomination);
CREATE INDEX nomination_unit ON nomination (agency, unit, submitted, nomination);
CREATE INDEX nomination_people ON nomination USING gin (people jsonb_path_ops);
ALTER TABLE endorsement ADD PRIMARY KEY (agency, endorsement);

-- views
CREATE VIEW read.edition AS SELECT * FROM edition;
CREATE VIEW read.nomination AS
    SELECT agency, nomination, edition, category, nominee_kind, nominee, people, title, unit,
           nominator, status, declined, consented, late,
           CASE WHEN status = 'withdrawn' THEN 0 ELSE peers END AS peers,
           CASE WHEN status = 'withdrawn' THEN 0 ELSE superiors END AS superiors,
           CASE WHEN status = 'withdrawn' THEN 0 ELSE subordinates END AS subordinates,
           CASE WHEN status = 'withdrawn' THEN 0 ELSE citizens END AS citizens,
           submitted, changed
    FROM nomination;
