-- Announced awards, per person, unit and edition.

-- tables
CREATE TABLE award (
    agency         TEXT   NOT NULL,
    person         UUID   NOT NULL,
    nomination     UUID   NOT NULL,
    edition        UUID   NOT NULL,
    edition_title  TEXT   NOT NULL,
    year           INT    NOT NULL,
    category       TEXT   NOT NULL,
    category_title TEXT   NOT NULL,
    place          BIGINT NOT NULL,
    unit           UUID   NOT NULL,
    unit_name      TEXT   NOT NULL,
    decree_number  TEXT   NOT NULL,
    decree_date    DATE   NOT NULL,
    announcement   UUID   NOT NULL,
    announced      BIGINT NOT NULL
);

-- indexes
ALTER TABLE award ADD PRIMARY KEY (agency, person, nomination);
CREATE INDEX award_unit ON award (agency, unit, announced, nomination, person);
CREATE INDEX award_edition ON award (agency, edition, category, place, nomination, person);

-- views
CREATE VIEW read.award AS SELECT * FROM award;
