# What people run. CI runs the same: `make test-web`, then `make test`.
#
#   make quote   the main job: set-up, build, quote the sample RFQ of six plans for the demo shop, PDF in out/
#   make test    set-up and every test
#   make test-web   tests of the web application: types, units, its committed build, journeys in a browser (needs Node; Chromium)
#   make serve   load the demo quote and serve the application with the demo shop on http://127.0.0.1:8080; the first run prints login and password
#   make api-check   the running API against its own OpenAPI document, by schemathesis (skipped where that is not installed)
#   make bench   benchmarks: how fast the API answers; the DXF reader against the dxf crate; the whole command against ezdxf, a reference STEP kernel,
#                RapidOCR and Tesseract where they are installed
#   make scores  what is read of the corpus against its truth tables, with a report of every box; fails below tests/scores/ratchet.tsv
#   make check   format, lints, licences and advisories
#   make setup   only the set-up; make doctor says what is found and missing

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.PHONY: quote test test-web api-check serve bench check scores setup doctor build

# Property tests draw the same cases at every run, so that a red run can be repeated; another seed explores further.
export PROPTEST_RNG_SEED ?= 20261121
export TRUSQUIN_HOME ?= $(CURDIR)/.trusquin
# OpenCV's folders differ by architecture; .cargo/config.toml has those of x86_64 for a bare cargo, the environment wins over it.
MACHINE := $(shell uname -m)
export OPENCV_LINK_PATHS ?= /usr/lib/$(MACHINE)-linux-gnu
export OPENCV_INCLUDE_PATHS ?= /usr/include/opencv4,/usr/include/$(MACHINE)-linux-gnu/opencv4
CARGO ?= cargo
TARGET := $(or $(CARGO_TARGET_DIR),$(CURDIR)/target)
TRUSQUIN := $(TARGET)/debug/trusquin
PYTHON ?= python3
CORPUS := $(or $(TRUSQUIN_CORPUS),$(CURDIR)/../shared/corpus)
SHOP := datasets/demo_shop/shop.toml
PLANS := $(sort $(wildcard datasets/sample_rfq/*.pdf datasets/sample_rfq/*.step datasets/sample_rfq/*.dxf))
LISTEN ?= 127.0.0.1:8080
# A python with ezdxf for the bench, and the drawings both read.
EZDXF_PYTHON ?= python3
export EZDXF_PYTHON
# A python with rapidocr and onnxruntime for the bench.
OCR_PYTHON ?= $(PYTHON)
DXF_CORPUS ?= $(firstword $(wildcard $(or $(TRUSQUIN_CORPUS),../shared/corpus)/dxf) datasets/sample_rfq)

quote: build
	mkdir -p out/data
	$(TRUSQUIN) quote --shop $(SHOP) --data out/data --quantity 10,50 --pdf out/devis.pdf $(PLANS)

# PostgreSQL is a feature that is off in the usual build (docs/adr/0030): the store's tests run once more with it.
test: build
	bash setup/test.sh
	if $(CARGO) nextest --version >/dev/null 2>&1; then \
	    $(CARGO) nextest run --workspace --locked; \
	    $(CARGO) nextest run -p trusquin-store --features postgres --locked; \
	else \
	    echo "make: cargo-nextest is not installed, running cargo test"; \
	    $(CARGO) test --workspace --locked; \
	    $(CARGO) test -p trusquin-store --features postgres --locked; \
	fi

# Against the binary that is there (make build); what is missing is reported as skipped.
test-web: build
	TRUSQUIN_BIN=$(TRUSQUIN) bash api/web/test.sh

serve: quote
	$(TRUSQUIN) accounts first --data out/data
	$(TRUSQUIN) serve --shop $(SHOP) --listen $(LISTEN) --data out/data

# The dev profile, so that nothing is compiled twice: it is optimised (see Cargo.toml).
bench: setup
	$(CARGO) bench --manifest-path tests/peers/Cargo.toml --target-dir $(TARGET) --locked --profile dev --bench "*"
	$(CARGO) build -p trusquin-server --bin trusquin --locked
	$(CARGO) bench -p trusquin-server --bench latency --profile dev --locked
	$(EZDXF_PYTHON) tests/peers/dxf_peer.py $(TRUSQUIN) $(DXF_CORPUS)
	$(PYTHON) tests/peers/step_peer.py --binary $(TRUSQUIN) $(wildcard $(CORPUS)/step)
	$(CARGO) build -p trusquin-generator --locked
	$(OCR_PYTHON) tests/peers/ocr_peer.py --binary $(TRUSQUIN) --generator $(TARGET)/debug/trusquin-generate --home $(TRUSQUIN_HOME)

# Not part of `make test`: it takes minutes.
api-check: build
	TRUSQUIN_BIN=$(TRUSQUIN) bash tests/schemathesis.sh

# Not part of `make test`: it takes minutes and needs the corpus (skipped without).
scores: build
	python3 tests/scores/scores.py --binary $(TRUSQUIN) --home $(TRUSQUIN_HOME) --report out/scores

check: setup
	$(CARGO) fmt --all --check
	$(CARGO) fmt --manifest-path tests/peers/Cargo.toml --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings
	if $(CARGO) deny --version >/dev/null 2>&1; then \
	    $(CARGO) deny --workspace check; \
	else \
	    echo "make: cargo-deny is not installed (cargo install cargo-deny --locked): licences and advisories were NOT checked"; \
	fi

setup:
	bash setup/setup.sh

doctor: build
	$(TRUSQUIN) doctor

# One build for `quote` and `test`. With --tests, because development dependencies can switch on features of shared dependencies:
# a build without them would compile those twice.
build: setup
	$(CARGO) build --workspace --locked --bins --tests
