//! Typing: one value, a whole report, and many people at once.

use crate::{
    Outcome,
    country::Country,
    float,
    load::ServerProcess,
    machine, progress,
    table::Table,
    typist::{AGENCIES, Door, Typist},
};
use service::submissions::Seen;
use std::time::{Duration, Instant};

/// How many single values are saved, and how many reports are submitted.
const SAVES: usize = 200;
/// In how many turns what is compared is measured.
pub(crate) const TURNS: usize = 10;
/// How many people type at once.
pub(crate) const PEOPLE: usize = 32;
/// How many values each of them saves in a turn.
const SAVES_OF_EACH: usize = 8;
/// How many bare commits a turn makes beside them.
pub(crate) const COMMITS: usize = 500;
/// How many times as many autosaves as bare one-row commits the same disk should take.
const MANY: f64 = 4.0;
/// How long nearly all of them may take.
const NEARLY_ALL_WITHIN: Duration = Duration::from_millis(100);

/// Saving one value, and submitting a report of a hundred, beside bare one-row commits on the same disk, in turns.
pub(crate) async fn alone(country: &Country, table: &mut Table) -> Outcome<()> {
    progress("saving and submitting, durably");
    let reports = SAVES.min(country.agencies - 1 - AGENCIES) / TURNS * TURNS;
    for number in 1..=reports {
        country.fill(number).await?;
    }
    let (mut bare, mut saving, mut submitting) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    for turn in 0..TURNS {
        bare += machine::bare_commits(&country.folder, SAVES / TURNS * 5)? / 5;
        for number in turn * SAVES / TURNS..(turn + 1) * SAVES / TURNS {
            let (reporter, report, edit) = (Country::reporter(0)?, country.open_report(0)?, country.edit(number));
            let started = Instant::now();
            country.services.drafts().save(&reporter, &report, vec![edit]).await?;
            saving += started.elapsed();
        }
        for number in turn * reports / TURNS..(turn + 1) * reports / TURNS {
            let (reporter, report) = (Country::reporter(number + 1)?, country.open_report(number + 1)?);
            let started = Instant::now();
            country.services.submissions().submit(&reporter, &report, Seen::Any).await?;
            submitting += started.elapsed();
        }
    }
    table.row(country.agencies, "saving one value", "bare one-row commits").times(saving, bare, SAVES, "saves/s");
    let bare = bare.mul_f64(float(reports) / float(SAVES));
    let submitted = table.row(country.agencies, "submitting 100 values", "bare one-row commits");
    submitted.times(submitting, bare, reports, "reports/s");
    Ok(())
}

/// What saves of many people at once came to.
#[derive(Default)]
pub(crate) struct Saves {
    wall: Duration,
    each: Vec<Duration>,
}

impl Saves {
    /// Everybody saves a few times, one after the other, all at once.
    pub(crate) async fn by_all(&mut self, people: &mut [Typist], door: Door<'_>) -> Outcome<()> {
        let started = Instant::now();
        let lanes = people.iter_mut().map(|person| async move {
            let mut each = Vec::new();
            for _ in 0..SAVES_OF_EACH {
                let started = Instant::now();
                person.save_next(door).await?;
                each.push(started.elapsed());
            }
            Outcome::Ok(each)
        });
        let each = futures::future::try_join_all(lanes).await?;
        self.wall += started.elapsed();
        self.each.extend(each.into_iter().flatten());
        Ok(())
    }

    fn within(&self, share: f64) -> Duration {
        let mut each = self.each.clone();
        each.sort_unstable();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place below the length")]
        let place = (float(each.len()) * share) as usize;
        each.get(place.min(each.len().saturating_sub(1))).copied().unwrap_or_default()
    }

    /// Tells how many there were beside bare commits, and how long they took.
    pub(crate) fn tell(&self, table: &mut Table, agencies: usize, what: &str, beside: &str, bare: (Duration, usize)) {
        let rate = float(self.each.len()) / self.wall.as_secs_f64();
        let bare_rate = float(bare.1) / bare.0.as_secs_f64();
        let same_number = bare.0.mul_f64(float(self.each.len()) / float(bare.1));
        table.row(agencies, what, beside).times(self.wall, same_number, self.each.len(), "saves/s");
        let times = format!("{:.2}× as many (goal {MANY}×)", rate / bare_rate);
        table.goal(agencies, format!("{what}, beside {beside}"), times);
        let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
        let (half, nearly_all) = (ms(self.within(0.5)), ms(self.within(0.95)));
        let goal = ms(NEARLY_ALL_WITHIN);
        let took = format!("p50 {half:.1} ms, p95 {nearly_all:.1} ms (goal {goal:.0} ms)");
        table.goal(agencies, format!("{what}, how long each took"), took);
    }
}

/// Many people who type at once, through the services alone and through HTTP as browsers save, beside bare one-row commits
/// on the same disk, in turns.
pub(crate) async fn together(country: &Country, people: &mut [Typist], table: &mut Table) -> Outcome<()> {
    progress(&format!("{PEOPLE} people type at once"));
    let server = ServerProcess::start(country).await?;
    let (mut inside, mut over_http, mut bare) = (Saves::default(), Saves::default(), Duration::ZERO);
    for _ in 0..TURNS {
        bare += machine::bare_commits(&country.folder, COMMITS)?;
        inside.by_all(people, Door::Services(&country.services)).await?;
        over_http.by_all(people, Door::Http(&server)).await?;
    }
    for person in people.iter() {
        person.finds_all_saved(&country.services).await?;
    }
    let bare = (bare, COMMITS * TURNS);
    inside.tell(table, country.agencies, "saves of 32 people at once, without HTTP", "bare one-row commits", bare);
    over_http.tell(table, country.agencies, "autosaves of 32 people at once over HTTP", "bare one-row commits", bare);
    Ok(())
}
