-- Names of people and units. A name that cannot be opened is NULL.

-- tables
-- `confirmed` is false of a unit that only a staff file named.
CREATE TABLE person (
    agency TEXT NOT NULL,
    person UUID NOT NULL,
    name   TEXT,
    unit   UUID,
    kind   TEXT NOT NULL,
    position_group TEXT NOT NULL,
    active BOOL NOT NULL,
    status TEXT,
    grade  TEXT,
    position TEXT,
    since  DATE
);
CREATE TABLE unit (
    agency TEXT NOT NULL,
    unit   UUID NOT NULL,
    code   TEXT NOT NULL,
    name   TEXT NOT NULL,
    parent UUID,
    head   UUID,
    closed BOOL NOT NULL,
    confirmed BOOL NOT NULL
);

-- indexes
ALTER TABLE person ADD PRIMARY KEY (agency, person);
CREATE INDEX person_unit ON person (agency, unit, person);
ALTER TABLE unit ADD PRIMARY KEY (agency, unit);

-- views
CREATE VIEW read.person AS SELECT * FROM person;
CREATE VIEW read.unit AS SELECT * FROM unit;
