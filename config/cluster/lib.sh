# shellcheck shell=bash
# Sourced by every script here: where things are kept, and how progress and failures are told.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/slipway
LOGS=$CACHE/logs
LOCKS=$CACHE/locks
TEMP=$CACHE/tmp
export HERE CACHE LOGS LOCKS TEMP
mkdir -p "$LOGS" "$LOCKS" "$TEMP"

# shellcheck source=config/cluster/versions.env
source "$HERE/versions.env"

# One clock for a whole command, also across the scripts it calls.
export SLIPWAY_STARTED=${SLIPWAY_STARTED:-$(date +%s)}

say() { printf '[%4ds] %s\n' $(($(date +%s) - SLIPWAY_STARTED)) "$*" >&2; }

die() {
  say "FAILED: $*"
  exit 1
}

# step "what is done" command…: runs it with its output in a log; a failure shows the end of the log and where it is.
step() {
  local what=$1 log
  shift
  log=$LOGS/$(tr -cs 'A-Za-z0-9.\n' '-' <<<"${what:0:100}").log
  say "$what"
  # In a subshell outside any condition, or errexit would not hold inside the command.
  set +e
  (set -e; "$@") >"$log" 2>&1 </dev/null
  local failed=$?
  set -e
  if ((failed)); then
    tail -n 15 "$log" | sed 's/^/        /' >&2
    die "$what (log: $log)"
  fi
}

# locked <name> command…: one at a time on this machine.
locked() {
  local name=$1 lock
  shift
  exec {lock}>"$LOCKS/$name"
  if ! flock -n "$lock"; then
    say "waiting for another $name to finish"
    flock "$lock"
  fi
  "$@"
  exec {lock}>&-
}

# unlocked command…: for what goes on running after us, and must not keep our locks.
unlocked() {
  (
    for fd in /proc/"$BASHPID"/fd/*; do
      fd=${fd##*/}
      ((fd <= 2)) || eval "exec $fd>&-"
    done
    exec "$@"
  )
}

# packages <debian package>…: installs what is missing as root, else names it in one line.
packages() {
  local missing=() p
  for p in "$@"; do
    dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing+=("$p")
  done
  ((${#missing[@]})) || return 0
  if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
    die "missing on this machine: install them with 'apt-get install ${missing[*]}' as root"
  fi
  step "installing ${missing[*]}" install_packages "${missing[@]}"
}

install_packages() {
  export DEBIAN_FRONTEND=noninteractive
  local wait=(-o DPkg::Lock::Timeout=300)
  # docker.io must not start an engine of its own: policy-rc.d would be the way on a host with systemd,
  # and on one without it nothing is started anyway.
  apt-get "${wait[@]}" install -y --no-install-recommends "$@" ||
    { apt-get "${wait[@]}" update && apt-get "${wait[@]}" install -y --no-install-recommends "$@"; }
}

# --- The engine -------------------------------------------------------------------------------------------------

ENGINE=$CACHE/engine
ENGINE_SOCKET=$ENGINE/docker.sock
# What a private engine makes outside its namespaces bears a name of its own, so that two with different caches can run.
ENGINE_ID=slipway-$(sha256sum <<<"$CACHE" | cut -c1-6)
export ENGINE_ID

# use_engine: points the docker client at the private engine when that runs, else leaves it as the user set it.
use_engine() {
  if private_engine; then export DOCKER_HOST=unix://$ENGINE_SOCKET; fi
}

private_engine() { [[ -S $ENGINE_SOCKET ]] && engine_answers "unix://$ENGINE_SOCKET"; }

engine_answers() { DOCKER_HOST=${1:-${DOCKER_HOST:-}} timeout 5 docker version >/dev/null 2>&1; }

# Some sandboxes give root every capability but this one; see programs/runtime.
lacks_sys_resource() {
  local mask
  mask=$(sed -n 's/^CapEff:\t//p' /proc/self/status)
  ! ((0x$mask & 1 << 24))
}

# docker_build arguments… context: with BuildKit where the client has it, else with the engine's own builder.
docker_build() {
  local which=()
  [[ " $* " == *" -f "* ]] || which=(-f "${*: -1}/Containerfile")
  if docker buildx version >/dev/null 2>&1; then
    docker buildx build --load "${which[@]}" "$@"
  else
    DOCKER_BUILDKIT=0 docker build "${which[@]}" "$@"
  fi
}

has_image() { docker image inspect "$1" >/dev/null 2>&1; }

# can_pull <image>: whether it is here or a registry offers it. One that does not answer is not asked again for a day.
can_pull() {
  local unreachable=$CACHE/no-registry answer
  ! has_image "$1" || return 0
  [[ -z $(find "$unreachable" -mmin -1440 2>/dev/null) ]] || return 1
  say "looking for $1"
  ! answer=$(timeout 10 docker manifest inspect "$1" 2>&1) || return 0
  grep -qiE 'no such manifest|manifest unknown|denied|unauthorized' <<<"$answer" || touch "$unreachable"
  return 1
}
