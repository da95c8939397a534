#!/bin/bash
# On the first start makes a database from POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB and runs the scripts in
# /docker-entrypoint-initdb.d (*.sql, *.sql.gz, *.sh), as the public image does.
set -euo pipefail

user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}
socket=/var/run/postgresql

first_start() {
  [[ -n ${POSTGRES_PASSWORD:-} ]] || { echo "POSTGRES_PASSWORD is not set" >&2; exit 1; }
  initdb --username="$user" --pwfile=<(echo "$POSTGRES_PASSWORD") --auth-host=scram-sha-256 --auth-local=trust >/dev/null
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
  # Not over the network, so that nobody is served before the scripts are through.
  pg_ctl -D "$PGDATA" -o "-c listen_addresses='' -k $socket" -w start
  [[ $database == postgres ]] || createdb -h "$socket" -U "$user" "$database"
  local script
  for script in /docker-entrypoint-initdb.d/*; do
    case $script in
      *.sql) run_sql <"$script" ;;
      *.sql.gz) gunzip -c "$script" | run_sql ;;
      *.sh) bash "$script" ;;
    esac
  done
  pg_ctl -D "$PGDATA" -m fast -w stop
}

run_sql() { psql -h "$socket" -U "$user" -d "$database" -v ON_ERROR_STOP=1 --no-psqlrc -q; }

if [[ ${1:-postgres} == postgres ]]; then
  [[ -s $PGDATA/PG_VERSION ]] || first_start
  exec postgres -c listen_addresses='*' -k "$socket" "${@:2}"
fi
exec "$@"
