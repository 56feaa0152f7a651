-- Tables of projections that readers do not see: built and not yet switched to ('next'), or seen before the
-- last switch ('before'). Their schemas have the same endings.

-- How far each had folded each agency's ledger when it was put here.
CREATE TABLE engine.shelf (
    slot        TEXT   NOT NULL CHECK (slot IN ('next', 'before')),
    projection  TEXT   NOT NULL,
    version     INT    NOT NULL,
    agency      TEXT   NOT NULL,
    generation  INT    NOT NULL,
    sequence    BIGINT NOT NULL,
    incarnation UUID   NOT NULL,
    hash        BYTEA,
    PRIMARY KEY (slot, projection, version, agency)
);

-- What each could not fold.
CREATE TABLE engine.shelf_parked (
    slot        TEXT   NOT NULL CHECK (slot IN ('next', 'before')),
    projection  TEXT   NOT NULL,
    version     INT    NOT NULL,
    agency      TEXT   NOT NULL,
    entity_kind TEXT   NOT NULL,
    entity      UUID   NOT NULL,
    sequence    BIGINT NOT NULL,
    reason      TEXT   NOT NULL,
    parked_from BIGINT NOT NULL,
    PRIMARY KEY (slot, projection, version, agency, entity, sequence)
);

-- When each was put here.
CREATE TABLE engine.shelved (
    slot       TEXT        NOT NULL CHECK (slot IN ('next', 'before')),
    projection TEXT        NOT NULL,
    version    INT         NOT NULL,
    at         TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (slot, projection, version)
);
