# Each target sets up what it needs. `make run` does the main job, `make test` runs every test.

PACKAGES = build-essential pkg-config cmake nasm openssh-client coreutils unzip python3 python3-venv \
           libimage-exiftool-perl strace
BENCH_PACKAGES = libvips-tools hyperfine
DEMO ?= demo
PHOTOS ?=
VENV = .venv
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

.PHONY: run test lint bench setup setup-bench clean

run: setup
	cargo build --release --package sigillum-cli
	@folder="$(DEMO)"; n=2; while [ -e "$$folder" ]; do folder="$(DEMO)-$$n"; n=$$((n + 1)); done; \
	./target/release/sigillum demo "$$folder" $(if $(PHOTOS),--photos "$(PHOTOS)")

test: setup $(VENV)/bin/bagit.py
	cargo test --workspace --no-fail-fast
	python3 -m unittest discover -s tests/reader

lint: setup
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	@command -v cargo-deny >/dev/null || cargo install cargo-deny --locked
	cargo deny check licenses bans sources

bench: setup setup-bench $(VENV)/bin/bagit.py
	cargo build --release --package sigillum-cli --package sigillum-tests
	./target/release/bench

$(VENV)/bin/bagit.py:
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet bagit==1.9.0

# Installs what is missing with apt-get when root; else says the one line to run.
setup:
	@$(call need,$(PACKAGES))

setup-bench:
	@$(call need,$(BENCH_PACKAGES))

define need
missing=""; for p in $(1); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
if [ -n "$$missing" ]; then \
  if [ "$$(id -u)" = 0 ]; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
  else echo "Please run: sudo apt-get install --no-install-recommends$$missing"; exit 2; fi; \
fi
endef

clean:
	cargo clean
	rm -rf $(VENV)
