-- Each person's points line by line, candidates, predicates of units, the indicator catalogue.

-- tables
-- `detail` is what was performed, as the ledger has it; `changed` the last commit that said so.
CREATE TABLE line (
    agency TEXT   NOT NULL,
    person UUID   NOT NULL,
    period TEXT   NOT NULL,
    source TEXT   NOT NULL,
    word   TEXT   NOT NULL,
    detail JSONB  NOT NULL,
    unit   UUID,
    points BIGINT NOT NULL,
    point_table TEXT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE TABLE candidate (
    agency    TEXT   NOT NULL,
    candidate UUID   NOT NULL,
    year      BIGINT NOT NULL,
    person    UUID   NOT NULL,
    unit      UUID,
    category  TEXT,
    claims    JSONB  NOT NULL,
    listed_on DATE   NOT NULL,
    changed   BIGINT NOT NULL
);
CREATE TABLE unit_predikat (
    agency   TEXT   NOT NULL,
    unit     UUID   NOT NULL,
    year     BIGINT NOT NULL,
    predikat TEXT   NOT NULL,
    changed  BIGINT NOT NULL
);
CREATE TABLE indicator (
    agency     TEXT   NOT NULL,
    code       TEXT   NOT NULL,
    id         UUID   NOT NULL,
    definition JSONB  NOT NULL,
    retired    BOOL   NOT NULL,
    changed    BIGINT NOT NULL
);

-- indexes
ALTER TABLE line ADD PRIMARY KEY (agency, person, period, source);
ALTER TABLE candidate ADD PRIMARY KEY (agency, candidate);
CREATE UNIQUE INDEX candidate_order ON candidate (agency, year, candidate);
ALTER TABLE unit_predikat ADD PRIMARY KEY (agency, unit, year);
CREATE UNIQUE INDEX unit_predikat_year ON unit_predikat (agency, year, unit);
ALTER TABLE indicator ADD PRIMARY KEY (agency, code);

-- views
CREATE VIEW read.performance_line AS SELECT * FROM line;
CREATE VIEW read.candidate AS SELECT * FROM candidate;
CREATE VIEW read.unit_predikat AS SELECT * FROM unit_predikat;
CREATE VIEW read.indicator AS SELECT * FROM indicator;
