-- Which worker folds which agency. Workers of programs that fold the same versions share agencies out among
-- them; those of others work beside them.

CREATE TABLE engine.worker (
    worker  TEXT        PRIMARY KEY,    -- what pg_stat_activity calls its connections
    program TEXT        NOT NULL,       -- the projections it folds, with their versions
    beat    TIMESTAMPTZ NOT NULL        -- when it last said that it lives
);

-- A row stays when nobody holds the agency, so that terms only grow.
CREATE TABLE engine.lease (
    program TEXT   NOT NULL,
    agency  TEXT   NOT NULL,
    worker  TEXT,                       -- none when it was given back
    term    BIGINT NOT NULL,            -- one more with every change of hands
    PRIMARY KEY (program, agency)
);
