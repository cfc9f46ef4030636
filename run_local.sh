#!/usr/bin/env bash
# The whole office on this machine: installs, migrates, loads the demo firm at the first start, serves, and stops
# cleanly. Run it again whenever you like: it changes nothing that is there.
set -euo pipefail
cd "$(dirname "$0")"

SYSTEM_PACKAGES="python3-venv fonts-noto-core tesseract-ocr tesseract-ocr-hin tesseract-ocr-ben
  tesseract-ocr-tam tesseract-ocr-tel tesseract-ocr-mar tesseract-ocr-guj tesseract-ocr-kan tesseract-ocr-mal
  tesseract-ocr-pan tesseract-ocr-ori tesseract-ocr-asm tesseract-ocr-urd tesseract-ocr-san"

install_system_packages() {
  local as_root=""
  [ "$(id -u)" = 0 ] || as_root=sudo
  # shellcheck disable=SC2086
  $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends $SYSTEM_PACKAGES
}

if [ "${1:-}" = "--with-system-packages" ]; then install_system_packages; fi
make --no-print-directory --silent install
exec .venv/bin/python -m legalindia
