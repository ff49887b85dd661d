//! Three servers on one PostgreSQL behind a balancer. The database's clock is led from one due second to the next, whoever
//! has the slot in hand is killed, or paused for longer than the database waits, and meanwhile people read and write.
//! Afterwards every slot has had its effect once: each reminder is in the ledger once and in the mail sink once.

use crate::{
    balancer::{self, Balancer},
    country::{Country, agency, operator},
    mail_sink::MailSink,
    readers::{self, Reads},
    server::{PATIENCE, Place, Server},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    access::Role,
    buddhist::{bangkok_day, start_of_day},
    ids::RoundCode,
    mail::MailState,
    quiet::{ClockTime, QuietHours},
    recurrence::OnRestDays,
    reminder::{Audience, PolicyParts, Step},
};
use reqwest::Client;
use server::schedule::TIMETABLE;
use service::testing::{
    Engine,
    watched::{Watch, Watched},
};
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// The rounds, each of which reminds at a time of day of its own.
const PERIODS: [&str; 11] = [
    "2566-q1", "2566-q2", "2566-q3", "2566-q4", "2567-q1", "2567-q2", "2567-q3", "2567-q4", "2568-q1", "2568-q2",
    "2568-q3",
];
/// On so many days, the last of them the day before reports are due.
const DAYS: i32 = 10;
const DUE: i64 = 13;
/// Who is reminded: so many reporters.
const REPORTERS: usize = 3;
/// `remind` looks at this second of every fifth minute.
const LOOKS_AT: TimeDelta = TimeDelta::seconds(20);
/// The clock is set to so long before a due second: all servers wait for it then.
const SOON: TimeDelta = TimeDelta::milliseconds(300);

/// What happens to whom at a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Blow {
    None,
    /// Whoever holds the slot is killed.
    KillAtSlot,
    /// Whoever holds the slot is paused until another has done it and the balancer has left the paused one out.
    PauseAtSlot,
    /// Whoever sends the mail is killed.
    KillAtMail,
    /// Whoever sends the mail is paused for longer than mail stays in its hands.
    PauseAtMail,
}

impl Blow {
    fn at(slot: usize) -> Self {
        match slot % 11 {
            1 | 6 => Self::KillAtSlot,
            4 => Self::KillAtMail,
            8 if slot.is_multiple_of(2) => Self::PauseAtSlot,
            // The last of a day, so that the clock may run ahead.
            10 if slot.is_multiple_of(3) => Self::PauseAtMail,
            _ => Self::None,
        }
    }
}

/// Everything that runs.
struct Scene {
    country: Country,
    watched: Watched,
    places: [Place; 3],
    servers: [Server; 3],
    balancer: Balancer,
    client: Client,
    rounds: Vec<RoundCode>,
}

#[tokio::test(flavor = "multi_thread")]
async fn three_servers_killed_and_paused_at_due_seconds_miss_nothing_and_double_nothing() {
    const NAME: &str = "three servers behind a balancer";
    let (Some(program), Some(sink)) = (Balancer::program(NAME), MailSink::start(NAME)) else { return };
    let Some(country) = Country::new(Engine::Postgres, 2).await else { return };
    let mut reporters = Vec::new();
    for number in 0..REPORTERS {
        reporters.push(country.person(&format!("reporter{number}"), Role::Reporter, &agency(number % 2)).await);
    }
    let mut scene = Scene::set(&program, country, &sink).await;
    let token = scene.country.token(&reporters[0]).await;
    let stop = Arc::new(AtomicBool::new(false));
    let origin = format!("http://{}", scene.balancer.address);
    let report = format!("{origin}/api/v1/rounds/{}/agencies/{}/values", scene.rounds[0], agency(0));
    let client = &scene.client;
    let readers = [
        readers::reads(client, format!("{origin}/sign-in"), "", &stop),
        readers::reads(client, format!("{origin}/api/v1/rounds"), &token, &stop),
    ];
    let writer = readers::writes(client, report, &token, &stop);
    let mut blows = Vec::new();
    for (slot, (round, at)) in scene.slots().into_iter().enumerate() {
        let blow = Blow::at(slot);
        let struck = scene.passes(&round, at, blow).await;
        blows.extend(struck.then_some(blow));
    }
    stop.store(true, Ordering::Relaxed);
    let mut counts = Reads::default();
    for reader in readers {
        counts.add(&reader.await.expect("a reader"));
    }
    let written = writer.await.expect("a writer");
    scene.everything_happened_once(&sink, &blows).await;
    // A day later every line has had its turn again, so that nothing that was begun may still be open.
    scene.watched.advance_to(scene.watched.now().await + TimeDelta::days(1)).await;
    scene.waits("every slot is done or made up for", async |scene| scene.watched.slots().await.2 == 0).await;
    let struck = |blow| blows.iter().filter(|done| **done == blow).count();
    let (done, made_up, _) = scene.watched.slots().await;
    println!(
        "{} reminding slots on three servers, {} killed and {} paused while they held one, {} killed and {} paused while \
         they sent mail: none missed, none doubled; {done} slots of all jobs done, {made_up} that were cut off made up for by the next",
        scene.slots().len(),
        struck(Blow::KillAtSlot),
        struck(Blow::PauseAtSlot),
        struck(Blow::KillAtMail),
        struck(Blow::PauseAtMail),
    );
    println!(
        "through the balancer: {} reads, of which {} had to be repeated; {written} changes, none lost",
        counts.asked, counts.repeated,
    );
    assert!(counts.asked > 100 && written > 10, "{counts:?} {written}");
    assert!(struck(Blow::KillAtSlot) >= 15 && struck(Blow::PauseAtSlot) >= 3, "{blows:?}");
}

impl Scene {
    async fn set(program: &str, country: Country, sink: &MailSink) -> Self {
        let mut rounds = Vec::new();
        for (number, period) in PERIODS.iter().enumerate() {
            let round = country.opens(period, DUE, 2 * DUE).await;
            let policy = country.services().reminders().set_policy(&operator(), Some(&round), policy(number)).await;
            policy.expect("a policy");
            rounds.push(round);
        }
        let watched = Watched::new(country.url(), Watch::Slots).await;
        let folder = country.test.folder.path().to_owned();
        let address = balancer::address();
        let place = |number| {
            let mut settings = sink.settings();
            settings.push(("TIDTAM_TIMETABLE_LOOK_MS", "200".to_owned()));
            settings.push(("TIDTAM_PUBLIC_URL", format!("http://{address}")));
            settings.push(("TIDTAM_TRUSTED_PROXIES", "127.0.0.1".to_owned()));
            Place::new(&folder, &watched.url_for(number), &settings)
        };
        let places = [place(0), place(1), place(2)];
        // The evening before, so that nothing of the first day is due while they start.
        watched.advance_to(slot_at(country.made_at, 0, 0) - TimeDelta::hours(12)).await;
        let mut servers = [places[0].start(), places[1].start(), places[2].start()];
        let client = Client::builder().no_proxy().build().expect("a client");
        for server in &mut servers {
            server.is_ready(&client).await;
        }
        let balancer = Balancer::start(program, &folder, &address, &places);
        for number in 0..3 {
            balancer.waits_until(number, "UP").await;
        }
        Self { country, watched, places, servers, balancer, client, rounds }
    }

    /// Every round with every instant at which it reminds, in their order.
    fn slots(&self) -> Vec<(RoundCode, DateTime<Utc>)> {
        let of_day = |day| {
            let rounds = self.rounds.iter().enumerate();
            rounds.map(move |(number, round)| (round.clone(), slot_at(self.country.made_at, day, number)))
        };
        (0..DAYS).flat_map(of_day).collect()
    }

    /// Leads the clock over a slot, strikes at it, and waits until everything that it brings is done. Gives whether
    /// somebody was struck: whoever is too fast is not.
    async fn passes(&mut self, round: &RoundCode, at: DateTime<Utc>, blow: Blow) -> bool {
        self.watched.advance_to(at + LOOKS_AT - SOON).await;
        let mut struck = false;
        if matches!(blow, Blow::KillAtSlot | Blow::PauseAtSlot) {
            let leader = self.leader(round, at).await;
            struck = leader.is_some();
            match leader {
                Some(server) if blow == Blow::KillAtSlot => self.restart(server).await,
                Some(server) => self.pause_at_slot(server, round, at).await,
                None => {}
            }
        }
        self.waits("the slot is done", async |scene| scene.is_told(round, at).await).await;
        if matches!(blow, Blow::KillAtMail | Blow::PauseAtMail) {
            self.to_next_mail().await;
            if let Some(server) = self.sender().await {
                struck = true;
                if blow == Blow::KillAtMail { self.restart(server).await } else { self.pause_at_mail(server).await }
            }
        }
        self.all_mail_is_sent().await;
        struck
    }

    /// Who holds the slot at this moment; nobody when it is done before anybody was seen.
    async fn leader(&self, round: &RoundCode, at: DateTime<Utc>) -> Option<usize> {
        let begun = Instant::now();
        loop {
            if let [server, ..] = self.watched.within().await[..] {
                return Some(server);
            }
            if begun.elapsed() > Duration::from_secs(2) && self.is_told(round, at).await {
                return None;
            }
            assert!(begun.elapsed() < PATIENCE, "nobody takes the slot");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// Who sends mail at this moment; nobody when there is none left to send.
    async fn sender(&self) -> Option<usize> {
        let begun = Instant::now();
        loop {
            if let Some(name) = self.watched.at_work("send_mail").await {
                let is_it = |(place, server): (&Place, &Server)| name == format!("{} ({})", place.address, server.id());
                return self.places.iter().zip(&self.servers).position(is_it);
            }
            if self.waiting().await == 0 {
                return None;
            }
            assert!(begun.elapsed() < PATIENCE, "nobody sends mail");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    async fn restart(&mut self, server: usize) {
        self.servers[server].dies();
        self.servers[server] = self.places[server].start();
        self.servers[server].is_ready(&self.client).await;
    }

    async fn pause_at_slot(&mut self, server: usize, round: &RoundCode, at: DateTime<Utc>) {
        self.servers[server].pauses();
        self.waits("another does the slot", async |scene| scene.is_told(round, at).await).await;
        self.balancer.waits_until(server, "DOWN").await;
        self.servers[server].goes_on();
        self.balancer.waits_until(server, "UP").await;
    }

    async fn pause_at_mail(&mut self, server: usize) {
        self.servers[server].pauses();
        self.watched.advance_to(self.watched.now().await + TimeDelta::minutes(20)).await;
        self.all_mail_is_sent().await;
        self.servers[server].goes_on();
        self.servers[server].is_ready(&self.client).await;
    }

    /// Leads the clock from one sending to the next until nothing waits.
    async fn all_mail_is_sent(&self) {
        let begun = Instant::now();
        while self.waiting().await > 0 {
            let next = self.to_next_mail().await;
            let is_done =
                async |scene: &Self| scene.watched.last_done("send_mail").await.is_some_and(|done| done >= next);
            self.waits("mail is sent", is_done).await;
            assert!(begun.elapsed() < PATIENCE, "{} mails wait", self.waiting().await);
        }
    }

    /// Leads the clock to where mail is sent next, and gives that instant.
    async fn to_next_mail(&self) -> DateTime<Utc> {
        let line = TIMETABLE.iter().find(|line| line.job.name == "send_mail").expect("its line");
        let next = line.cadence.next(self.watched.now().await).expect("an instant").expect("an instant");
        self.watched.advance_to(next - SOON).await;
        next
    }

    async fn waiting(&self) -> i64 {
        let page = self.country.services().mails().page(&operator(), MailState::Waiting, 0, 1).await;
        page.expect("read").counts.waiting
    }

    async fn is_told(&self, round: &RoundCode, at: DateTime<Utc>) -> bool {
        let simulated = self.country.services().reminders().simulate(&operator(), round).await.expect("simulated");
        simulated.done.iter().any(|slot| slot.slot_at == at)
    }

    async fn waits(&self, what: &str, is_so: impl AsyncFn(&Self) -> bool) {
        let begun = Instant::now();
        while !is_so(self).await {
            assert!(begun.elapsed() < PATIENCE, "not so: {what}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Holds the ledger, the outbox and the sink against what had to come.
    async fn everything_happened_once(&self, sink: &MailSink, blows: &[Blow]) {
        let mut expected = 0;
        for (number, round) in self.rounds.iter().enumerate() {
            let simulated = self.country.services().reminders().simulate(&operator(), round).await.expect("simulated");
            let told: Vec<_> = simulated.done.iter().map(|slot| (slot.slot_at, slot.people, slot.mails)).collect();
            let people = i64::try_from(REPORTERS).expect("a count");
            let due: Vec<_> =
                (0..DAYS).map(|day| (slot_at(self.country.made_at, day, number), people, people)).collect();
            assert_eq!(told, due, "{round}");
            expected += due.len() * REPORTERS;
        }
        let counts =
            self.country.services().mails().page(&operator(), MailState::Sent, 0, 1).await.expect("read").counts;
        let sent = usize::try_from(counts.sent).expect("a count");
        assert_eq!((sent, counts.waiting, counts.bounced, counts.expired), (expected, 0, 0, 0));
        let taken = sink.taken();
        let ids: BTreeSet<_> = taken.iter().map(|mail| mail["id"].as_str().expect("an identifier")).collect();
        assert_eq!(ids.len(), expected, "what arrived is what the ledger says");
        let twice = taken.len() - ids.len();
        println!("{expected} mails in the ledger and in the sink; {twice} of them came a second time, recognisably");
        // Between the mail server's answer and the note about it nobody can be saved from sending that one once more.
        let at_mail = |blow: &&Blow| matches!(blow, Blow::KillAtMail | Blow::PauseAtMail);
        let senders = blows.iter().filter(at_mail).count();
        assert!(twice <= senders, "{twice} came twice");
        self.country.is_whole().await;
    }
}

/// The instant at which a round reminds on a day.
fn slot_at(made_at: DateTime<Utc>, day: i32, round: usize) -> DateTime<Utc> {
    let due = bangkok_day(made_at + TimeDelta::days(DUE));
    start_of_day(due) + TimeDelta::days(i64::from(day - DAYS)) + time_of(round).since_midnight()
}

/// At half past eight, nine and so on: every round at another time.
fn time_of(round: usize) -> ClockTime {
    ClockTime::of_minutes(8 * 60 + 30 + 30 * u16::try_from(round).expect("a number"))
}

/// Reporters are reminded on each of the days.
fn policy(round: usize) -> PolicyParts {
    let never = ClockTime::of_minutes(0);
    PolicyParts {
        steps: (-DAYS..0).map(|days| Step { days, to: Audience::Reporter }).collect(),
        at: time_of(round),
        quiet: QuietHours { from: never, until: never },
        on_rest_days: OnRestDays::Stay,
    }
}
