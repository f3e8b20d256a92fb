-- Makes the database and its two roles on a server of yours; safe to run twice. As a superuser of that server:
--
--   BATON_OWNER_PASSWORD=… BATON_APP_PASSWORD=… psql -v ON_ERROR_STOP=1 -f tools/roles.sql postgres
--
-- baton_owner owns the tables and migrates them; baton_app is what the product runs as, and owns nothing.

\set ON_ERROR_STOP on
\getenv owner_password BATON_OWNER_PASSWORD
\getenv app_password BATON_APP_PASSWORD

SELECT 'CREATE ROLE baton_owner LOGIN NOSUPERUSER NOCREATEROLE'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'baton_owner') \gexec
SELECT 'CREATE ROLE baton_app LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'baton_app') \gexec

ALTER ROLE baton_owner PASSWORD :'owner_password';
ALTER ROLE baton_app PASSWORD :'app_password';

SELECT $$CREATE DATABASE baton OWNER baton_owner ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0$$
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'baton') \gexec

REVOKE CONNECT ON DATABASE baton FROM PUBLIC;
GRANT CONNECT ON DATABASE baton TO baton_app;
