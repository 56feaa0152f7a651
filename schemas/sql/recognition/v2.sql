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

-- indexes
ALTER TABLE standing ADD PRIMARY KEY (agency, period, scope, person);
CREATE UNIQUE INDEX standing_order ON standing (agency, period, scope, debit, changed, person);

-- views
CREATE VIEW read.recognition AS
    SELECT agency, period, scope, person, debit, -debit AS points, events, changed FROM standing;
