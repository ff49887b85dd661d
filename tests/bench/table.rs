//! The table that is printed: Markdown, as `docs/performance.md` keeps it.

use crate::{float, load::Measured};
use std::time::Duration;

/// How much more a page may cost in the largest country than in the smallest.
const MOST_GROWTH: f64 = 1.3;

#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<[String; 6]>,
    growths: Vec<[String; 4]>,
    goals: Vec<[String; 3]>,
    facts: Vec<[String; 3]>,
    beyond: Vec<String>,
}

/// A row that waits for its figures.
pub(crate) struct Row<'a> {
    table: &'a mut Table,
    agencies: usize,
    what: &'a str,
    beside: &'a str,
}

impl Table {
    pub(crate) fn row<'a>(&'a mut self, agencies: usize, what: &'a str, beside: &'a str) -> Row<'a> {
        Row { table: self, agencies, what, beside }
    }

    pub(crate) fn fact(&mut self, agencies: usize, what: &str, figure: String) {
        self.facts.push([agencies.to_string(), what.to_owned(), figure]);
    }

    /// A figure beside what it should be.
    pub(crate) fn goal(&mut self, agencies: usize, what: String, figure: String) {
        self.goals.push([agencies.to_string(), what, figure]);
    }

    /// A figure beside its limit.
    pub(crate) fn limit(&mut self, agencies: usize, what: String, figure: String, holds: bool) {
        if !holds {
            self.beyond.push(format!("{what}: {figure}"));
        }
        self.goals.push([agencies.to_string(), what, figure]);
    }

    /// One page of the smallest and of the largest country.
    pub(crate) fn growth(&mut self, what: &str, smallest: &Measured, largest: &Measured) {
        let cpu = |measured: &Measured| format!("{:.3} ms CPU/request", measured.cpu_ms());
        let ratio = largest.cpu_ms() / smallest.cpu_ms();
        let told = format!("{ratio:.2}× (limit {MOST_GROWTH}×)");
        if ratio > MOST_GROWTH {
            self.beyond.push(format!("{what}: {told}"));
        }
        self.growths.push([what.to_owned(), cpu(smallest), cpu(largest), told]);
    }

    /// What went beyond its limit.
    pub(crate) fn beyond(&self) -> &[String] {
        &self.beyond
    }

    pub(crate) fn print(&self) {
        use std::io::Write as _;
        let mut out = std::io::stdout().lock();
        let _ = writeln!(out, "| agencies | what | Tidtam | beside | that | ratio |\n|---:|---|---:|---|---:|---:|");
        for row in &self.rows {
            let _ = writeln!(out, "| {} |", row.join(" | "));
        }
        let _ = writeln!(out, "\n| what | smallest country | largest country | ratio |\n|---|---:|---:|---:|");
        for growth in &self.growths {
            let _ = writeln!(out, "| {} |", growth.join(" | "));
        }
        let _ = writeln!(out, "\n| agencies | what | measured |\n|---:|---|---:|");
        for goal in &self.goals {
            let _ = writeln!(out, "| {} |", goal.join(" | "));
        }
        let _ = writeln!(out, "\n| agencies | what | figure |\n|---:|---|---:|");
        for fact in &self.facts {
            let _ = writeln!(out, "| {} |", fact.join(" | "));
        }
    }

    fn push(&mut self, agencies: usize, what: String, ours: String, beside: &str, that: String, ratio: f64) {
        self.rows.push([agencies.to_string(), what, ours, beside.to_owned(), that, format!("{ratio:.1}×")]);
    }
}

impl Row<'_> {
    /// Two durations of the same amount of work; the ratio says how many times longer ours takes.
    pub(crate) fn times(self, ours: Duration, theirs: Duration, amount: usize, unit: &str) {
        let rate = |time: Duration| format!("{:.0} {unit}", float(amount) / time.as_secs_f64());
        let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
        self.table.push(self.agencies, self.what.to_owned(), rate(ours), self.beside, rate(theirs), ratio);
    }

    /// Two measured addresses: requests a second, and processor time of the server for a request.
    pub(crate) fn requests(self, ours: &Measured, theirs: &Measured) {
        let rate = |measured: &Measured| format!("{:.0} requests/s", measured.requests_per_second());
        let what = format!("{}, {} kB", self.what, ours.body.len() / 1_000);
        let ratio = theirs.requests_per_second() / ours.requests_per_second();
        self.table.push(self.agencies, what.clone(), rate(ours), self.beside, rate(theirs), ratio);
        let cpu = |measured: &Measured| format!("{:.3} ms CPU/request", measured.cpu_ms());
        let ratio = ours.cpu_ms() / theirs.cpu_ms();
        self.table.push(self.agencies, what, cpu(ours), self.beside, cpu(theirs), ratio);
    }
}
