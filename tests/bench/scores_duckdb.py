"""Weighted means of indicators under pillars, and of pillars, by DuckDB: prints how many seconds that took."""

import sys
import time

import duckdb

table = duckdb.connect()
table.execute(
    """
    CREATE TABLE figure AS
    SELECT agency, CAST(split_part(indicator, '-', 2) AS INTEGER) AS number, 100.0 * value / base AS figure
    FROM read_csv(?)
    """,
    [sys.argv[1]],
)
began = time.perf_counter()
table.execute(
    """
    CREATE TABLE score AS
    WITH pillar AS (
        SELECT agency, number % 4 AS pillar,
               sum(figure * (number % 7 + 1)) / sum(number % 7 + 1) AS score
        FROM figure
        GROUP BY ALL
    )
    SELECT agency, sum(score * (pillar + 1)) / sum(pillar + 1) AS score
    FROM pillar
    GROUP BY agency
    """
)
print(time.perf_counter() - began)
