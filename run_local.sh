#!/usr/bin/env bash
# The whole office on this machine: installs, migrates, loads the demo firm at the first start, serves, and stops
# cleanly. Run it again whenever you like: it changes nothing that is there.
set -euo pipefail
cd "$(dirname "$0")"

PORT="${PORT:-8000}"
export PORT LEGALINDIA_DATA_DIR="${LEGALINDIA_DATA_DIR:-./instance}"
LOGS="$LEGALINDIA_DATA_DIR/logs"
# Web server and worker count together, from nothing at each start.
export PROMETHEUS_MULTIPROC_DIR="$LEGALINDIA_DATA_DIR/metrics"
LARGEST_LOG_BYTES=$((20 * 1024 * 1024))
SYSTEM_PACKAGES="python3-venv fonts-noto-core tesseract-ocr tesseract-ocr-hin tesseract-ocr-ben
  tesseract-ocr-tam tesseract-ocr-tel tesseract-ocr-mar tesseract-ocr-guj tesseract-ocr-kan tesseract-ocr-mal
  tesseract-ocr-pan tesseract-ocr-ori tesseract-ocr-asm tesseract-ocr-urd tesseract-ocr-san"
MOST_DEATHS=5
DEATHS_WITHIN_SECONDS=60
READY_WITHIN_SECONDS=60

web="" worker=""

say() { printf '%s\n' "$*"; }
give_up() {
  say "$*" >&2
  exit 1
}

install_system_packages() {
  local as_root=""
  [ "$(id -u)" = 0 ] || as_root=sudo
  # shellcheck disable=SC2086
  $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends $SYSTEM_PACKAGES
}

port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; }

set_aside_large_log() {
  if [ -f "$1" ] && [ "$(stat -c %s "$1")" -gt "$LARGEST_LOG_BYTES" ]; then mv "$1" "$1.1"; fi
}

# A process group of its own for each, so that stopping it leaves none of its children behind; and an end with us,
# should this script itself be killed.
start() {
  local log="$1"
  shift
  if command -v setpriv >/dev/null; then set -- setpriv --pdeathsig TERM -- "$@"; fi
  setsid "$@" >>"$log" 2>&1 &
}
start_web() {
  start "$LOGS/web.log" .venv/bin/gunicorn wsgi:app
  web=$!
}
start_worker() {
  # A message waits a tenth of a second at the most before a worker sees it. On TERM it finishes what it is at; what
  # it cannot finish in eight seconds it hands back, and another begins it again.
  start "$LOGS/worker.log" .venv/bin/huey_consumer wsgi.huey -k thread -w "${WORKER_THREADS:-2}" -d 0.05 -m 0.1 \
    -g TERM -t 8
  worker=$!
}

# Asks the group to end, and makes it end when it has not within ten seconds.
stop_group() {
  local signal="$1" group="$2"
  [ -n "$group" ] || return 0
  kill "-$signal" -- "-$group" 2>/dev/null || return 0
  for _ in $(seq 100); do
    kill -0 -- "-$group" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL -- "-$group" 2>/dev/null || true
}
stop_all() {
  trap - INT TERM EXIT
  stop_group TERM "$web" &
  stop_group TERM "$worker" &
  wait
}

is_ready() {
  local answer
  exec 3<>"/dev/tcp/127.0.0.1/$PORT" || return 1
  printf 'GET /health/ready HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' >&3
  read -r -t 5 answer <&3
  exec 3>&-
  [[ "$answer" == *" 200 "* ]]
} 2>/dev/null
wait_until_ready() {
  local end=$((SECONDS + READY_WITHIN_SECONDS))
  until is_ready; do
    kill -0 "$web" 2>/dev/null || give_up "The web server did not start. What it said is in $LOGS/web.log."
    [ "$SECONDS" -lt "$end" ] || give_up "The office did not become ready. See $LOGS/web.log and $LOGS/worker.log."
    sleep 0.1
  done
}

# Starts again whichever dies; gives up when that goes on and on.
keep_running() {
  local deaths=() recent
  while true; do
    wait -n "$web" "$worker" || true
    deaths+=("$SECONDS")
    recent=0
    for moment in "${deaths[@]}"; do
      if [ "$moment" -gt $((SECONDS - DEATHS_WITHIN_SECONDS)) ]; then recent=$((recent + 1)); fi
    done
    [ "$recent" -le "$MOST_DEATHS" ] || give_up "A part of the office stops again and again. See the logs in $LOGS."
    # What a dead leader leaves of its group goes first, or the port stays taken.
    if ! kill -0 "$web" 2>/dev/null; then
      say "The web server stopped; it is started again."
      stop_group KILL "$web"
      start_web
    fi
    if ! kill -0 "$worker" 2>/dev/null; then
      say "The worker stopped; it is started again."
      stop_group KILL "$worker"
      start_worker
    fi
  done
}

if [ "${1:-}" = "--with-system-packages" ]; then install_system_packages; fi
port_is_taken && give_up "Port $PORT is in use. Stop what uses it, or choose another: PORT=8001 ./run_local.sh"
make --no-print-directory --silent install
mkdir -p "$LOGS"
rm -rf "$PROMETHEUS_MULTIPROC_DIR" && mkdir -p "$PROMETHEUS_MULTIPROC_DIR"
set_aside_large_log "$LOGS/web.log"
set_aside_large_log "$LOGS/worker.log"
.venv/bin/flask office prepare

trap 'exit 0' INT TERM
trap stop_all EXIT
start_web
start_worker
wait_until_ready
say ""
say "LegalIndia is open at http://127.0.0.1:$PORT (Ctrl-C closes it; logs are in $LOGS)"
keep_running
