#!/usr/bin/env bash
# Makes the two databases and the two roles, once, on an empty server. compose.yaml runs it at PostgreSQL's first start; anywhere else run it as
# the server's superuser, with the two password files where OWNER_PGPASS and BROKER_PGPASS say.
#
#   broker_owner  runs "migrate" and "log import", and nothing else. The tables of the log and of the vault are its own.
#   broker        runs everything else: serve, status, verify, rebuild. It makes the projections' schemas itself and owns those.
#
# Why two. The log's own "revoke truncate ... from public" and "revoke update on sequence ... from public" bind everybody but the tables' owner.
# A broker that ran as the owner could turn the triggers off that refuse changes, and could set the sequence back. As "broker" it can do neither:
# it may insert, and where the triggers allow it update and delete; it may not truncate, alter, drop, or move the sequence. The record of looks
# (schema looks) it may read and add to and nothing else: "migrate" takes back what the default privileges below give.
set -euo pipefail

owner_password=$(head -n 1 "${OWNER_PGPASS:-/run/secrets/owner-pgpass}" | cut -d : -f 5)
broker_password=$(head -n 1 "${BROKER_PGPASS:-/run/secrets/broker-pgpass}" | cut -d : -f 5)
: "${owner_password:?the fifth field of the password file is empty}" "${broker_password:?the fifth field of the password file is empty}"

# The passwords go in by standard input: a command line can be read by others. Nothing of this is logged, whatever the server logs.
run() { psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname "$1"; }

run postgres <<SQL
set log_statement = 'none';
set log_min_error_statement = 'panic';
set log_min_duration_statement = -1;
create role broker_owner login password '${owner_password//\'/\'\'}';
create role broker login password '${broker_password//\'/\'\'}';
create database broker owner broker_owner;
create database broker_keys owner broker_owner;
SQL

for database in broker broker_keys; do
    run "$database" <<SQL
revoke all on database $database from public;
grant connect on database $database to broker;
-- What the owner makes from now on.
alter default privileges for role broker_owner grant usage on schemas to broker;
alter default privileges for role broker_owner grant select, insert, update, delete on tables to broker;
-- To read how far the sequence has come; to draw from it and to set it would be usage and update.
alter default privileges for role broker_owner grant select on sequences to broker;
SQL
done

# The projections' schemas it makes itself.
run broker <<SQL
grant create on database broker to broker;
SQL
