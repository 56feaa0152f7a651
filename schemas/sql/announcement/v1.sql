-- Public announcements with names and citations, as far as their keys still exist.

-- tables
CREATE TABLE announcement (
    agency        TEXT        NOT NULL,
    announcement  UUID        NOT NULL,
    edition       UUID        NOT NULL,
    title         TEXT        NOT NULL,
    year          INT         NOT NULL,
    decision      UUID        NOT NULL,
    decree_number TEXT        NOT NULL,
    decree_date   DATE        NOT NULL,
    laureates     INT         NOT NULL,
    published_at  TIMESTAMPTZ NOT NULL,
    updated_at    TIMESTAMPTZ NOT NULL,
    published     BIGINT      NOT NULL,
    updated       BIGINT      NOT NULL
);
CREATE TABLE laureate (
    agency         TEXT   NOT NULL,
    announcement   UUID   NOT NULL,
    ordinal        INT    NOT NULL,
    category       TEXT   NOT NULL,
    category_title TEXT   NOT NULL,
    place          BIGINT NOT NULL,
    nomination     UUID   NOT NULL,
    people         JSONB  NOT NULL,
    name           TEXT,
    unit           UUID   NOT NULL,
    unit_name      TEXT   NOT NULL,
    citation       TEXT
);

-- indexes
ALTER TABLE announcement ADD PRIMARY KEY (agency, announcement);
CREATE UNIQUE INDEX announcement_order ON announcement (agency, published DESC);
ALTER TABLE laureate ADD PRIMARY KEY (agency, announcement, ordinal);

-- views
CREATE VIEW read.announcement AS SELECT * FROM announcement;
CREATE VIEW read.laureate AS SELECT * FROM laureate;
