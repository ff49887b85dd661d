//! Three processes on one timetable and one PostgreSQL, of which whoever holds a slot is killed, or paused for longer
//! than the others wait: no slot is missed, none has its effect twice.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "tests stop at once, and say what they counted")]

use service::{
    Clock,
    testing::{
        Engine,
        beats::{BEGUN, LENGTH, beats, prepare, runs},
        fresh,
    },
};
use std::{
    collections::BTreeSet,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, Sender, channel},
    time::Duration,
};

/// The fewest slots that count as a proof.
const FEWEST: usize = 100;
const KILLS: usize = 8;
const PAUSES: usize = 3;
/// Longer than the database lets a silent session hold a slot.
const PAUSE: Duration = Duration::from_secs(7);

/// A process of the timetable; ended with this value.
struct Server {
    child: Child,
    place: usize,
}

impl Server {
    fn start(place: usize, database_url: &str, files: &str, tells: &Sender<usize>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_timetable-server"));
        let mut child = command.args([database_url, files]).stdout(Stdio::piped()).spawn().expect("a process");
        let lines = BufReader::new(child.stdout.take().expect("an output")).lines();
        let tells = tells.clone();
        // Ends with the process.
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                assert_eq!(line, BEGUN);
                let _ = tells.send(place);
            }
        });
        Self { child, place }
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.child.id().to_string()]).status().expect("kill");
        assert!(sent.success(), "{name} to server {}", self.place);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The server that claims the next slot: it is within its transaction at this moment.
fn leader(begun: &Receiver<usize>) -> usize {
    while begun.try_recv().is_ok() {}
    begun.recv_timeout(Duration::from_secs(30)).expect("some server goes on")
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_and_paused_servers_miss_no_slot_and_double_none() {
    let Some(test) = fresh(Engine::Postgres, Clock::System).await else { return };
    let url = test.settings.database_url.clone();
    let files = test.settings.files.display().to_string();
    prepare(&url).await;
    let (tells, begun) = channel();
    let start = |place| Server::start(place, &url, &files, &tells);
    let mut servers: Vec<Server> = (0..3).map(start).collect();
    for _ in 0..10 {
        leader(&begun);
    }
    for kill in 0..KILLS {
        let place = leader(&begun);
        servers[place] = {
            servers[place].signal("-KILL");
            start(place)
        };
        if kill % 3 == 2 && kill / 3 < PAUSES {
            let place = leader(&begun);
            servers[place].signal("-STOP");
            std::thread::sleep(PAUSE);
            servers[place].signal("-CONT");
        }
    }
    let place = leader(&begun);
    servers[place].signal("-STOP");
    std::thread::sleep(PAUSE);
    servers[place].signal("-CONT");
    for _ in 0..30 {
        leader(&begun);
    }
    for server in &mut servers {
        server.signal("-TERM");
        let ended = server.child.wait().expect("an end");
        assert!(ended.success(), "told to stop, it ends by itself: {ended}");
    }
    let slots = beats(&url).await;
    let once: BTreeSet<_> = slots.iter().copied().collect();
    let (first, last) = (*slots.first().expect("a slot"), *slots.last().expect("a slot"));
    let expected = (last - first).num_milliseconds() / LENGTH.num_milliseconds() + 1;
    let expected = usize::try_from(expected).expect("a count");
    let (done, latest) = runs(&url).await;
    println!(
        "{expected} slots of {} ms on three servers, {KILLS} killed and {PAUSES} paused while they held a slot: \
         {} missed, {} doubled; the latest began {} ms late",
        LENGTH.num_milliseconds(),
        expected - once.len(),
        slots.len() - once.len(),
        latest.num_milliseconds(),
    );
    assert!(expected >= FEWEST, "only {expected} slots");
    assert_eq!(once.len(), expected, "missed");
    assert_eq!(slots.len(), once.len(), "doubled");
    assert_eq!(usize::try_from(done).expect("a count"), slots.len(), "what is written down is what was done");
}
