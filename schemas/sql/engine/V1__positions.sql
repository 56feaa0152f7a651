-- What the engine keeps for itself. Never compared when a projection is rebuilt.

-- How far each projection has folded each agency's ledger, and of which ledger.
CREATE TABLE engine.position (
    projection  TEXT   NOT NULL,
    version     INT    NOT NULL,
    agency      TEXT   NOT NULL,
    generation  INT    NOT NULL,
    sequence    BIGINT NOT NULL,
    incarnation UUID   NOT NULL,
    hash        BYTEA,              -- SHA-256 of the commit at `sequence`; none at 0
    epoch       BIGINT NOT NULL,    -- one more with every rebuild, so that old workers notice
    PRIMARY KEY (projection, version, agency)
) WITH (fillfactor = 50);

-- Commits that a projection could not fold, and the later ones of the same entity.
CREATE TABLE engine.parked (
    projection  TEXT   NOT NULL,
    version     INT    NOT NULL,
    agency      TEXT   NOT NULL,
    entity_kind TEXT   NOT NULL,
    entity      UUID   NOT NULL,
    sequence    BIGINT NOT NULL,
    reason      TEXT   NOT NULL,    -- names fields and rules, never values
    parked_from BIGINT NOT NULL,    -- the first commit of the entity that was parked
    PRIMARY KEY (projection, version, agency, entity, sequence)
);

-- Which version of each projection readers see.
CREATE TABLE engine.live (
    projection TEXT PRIMARY KEY,
    version    INT  NOT NULL
);

CREATE VIEW read.position AS
    SELECT projection, agency, generation, sequence
    FROM engine.position JOIN engine.live USING (projection, version);
