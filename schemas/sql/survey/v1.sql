-- Answers of surveys by subject and period, summed: nobody's answer stands here.

-- tables
-- `scope` is the unit asked about, or the survey's own id for a course; `elements` is a sum and a
-- count for each element. `users` is none where nobody counted them.
CREATE TABLE survey (
    agency      TEXT   NOT NULL,
    survey      UUID   NOT NULL,
    kind        TEXT   NOT NULL,
    scope       UUID   NOT NULL,
    title       TEXT,
    period      TEXT   NOT NULL,
    users       BIGINT,
    respondents BIGINT NOT NULL,
    elements    JSONB  NOT NULL,
    changed     BIGINT NOT NULL
);

-- indexes
ALTER TABLE survey ADD PRIMARY KEY (agency, survey);
CREATE UNIQUE INDEX survey_order ON survey (agency, kind, period, scope);

-- views
CREATE VIEW read.survey AS SELECT * FROM survey;
