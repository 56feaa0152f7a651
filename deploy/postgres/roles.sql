-- The database's roles and what they may do. Idempotent; run by the owner of the installation.
--
--   bp_projections  owns the read side's schemas: folds, rebuilds, switches
--   bp_web          reads the views of schema `read`, and nothing else
--
-- Neither has a password: who may be which role is decided by pg_hba.conf.

DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['bp_projections', 'bp_web'] LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
                EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE', wanted);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL; -- another database of this server was prepared at the same moment
        END;
    END LOOP;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT, CREATE, TEMPORARY ON DATABASE %I TO bp_projections', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO bp_web', current_database());
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;

CREATE SCHEMA IF NOT EXISTS engine AUTHORIZATION bp_projections;
CREATE SCHEMA IF NOT EXISTS read AUTHORIZATION bp_projections;

GRANT USAGE ON SCHEMA read TO bp_web;
ALTER DEFAULT PRIVILEGES FOR ROLE bp_projections IN SCHEMA read GRANT SELECT ON TABLES TO bp_web;
