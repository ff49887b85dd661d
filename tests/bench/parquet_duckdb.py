"""A Parquet file of ours read by DuckDB and written again by it: prints how many rows it has and how many seconds writing took."""

import sys
import time

import duckdb

ours, theirs = sys.argv[1:]
table = duckdb.connect()
table.execute("CREATE TABLE kept AS SELECT * FROM read_parquet(?)", [ours])
(rows,) = table.execute("SELECT count(*) FROM kept").fetchone()
began = time.perf_counter()
table.execute("COPY kept TO '" + theirs.replace("'", "''") + "' (FORMAT parquet, COMPRESSION snappy)")
print(rows, time.perf_counter() - began)
