use super::*;
use crate::buddhist::bangkok;
use chrono::Days;
use proptest::prelude::*;
use strum::IntoEnumIterator as _;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn code(text: &str) -> OrganisationCode {
    text.parse().expect("a code")
}

fn account(number: u128) -> AccountId {
    AccountId::new(uuid::Uuid::from_u128(number))
}

/// Opens on the first day, is due at the end of another, and is closed thirty days later.
fn window(opens: &str, due: &str) -> Window {
    let due = crate::buddhist::end_of_day(day(due));
    Window::new(start_of_day(day(opens)), due, due + Duration::days(30)).expect("in order")
}

fn waiting(agency: &str, stage: Stage, window: Window) -> Waiting {
    let [reporters, approvers, coordinators] = [1, 2, 3].map(|number| vec![account(number)]);
    Waiting { agency: code(agency), stage, window, reporters, approvers, coordinators }
}

fn told(plan: &ReminderPlan) -> Vec<(String, i32, u128)> {
    let told = |reminder: &Reminder| {
        (bangkok(reminder.at).format("%Y-%m-%d %H:%M").to_string(), reminder.days, reminder.account.uuid().as_u128())
    };
    plan.reminders.iter().map(told).collect()
}

#[test]
fn the_default_policy_reminds_on_working_days_from_the_opening_to_the_coordinator() {
    // Thursday 31 December and Friday 1 January are holidays; 15 January is a Friday.
    let holidays: Holidays = [day("2026-12-31"), day("2027-01-01")].into_iter().collect();
    let reports = [waiting("one", Stage::NotStarted, window("2027-01-01", "2027-01-15"))];
    let plan = reminders(&Policy::default(), &holidays, Span::All, &reports);
    let expected = [
        // 21 days before, the round is not open; 14 days before is a holiday, and moves to before the opening.
        ("2027-01-08 08:30", -7, 1),
        ("2027-01-14 08:30", -1, 1),
        ("2027-01-15 08:30", 0, 1),
        ("2027-01-22 08:30", 7, 2),
        // Saturday 30 January moves to Monday.
        ("2027-02-01 08:30", 15, 2),
        // Sunday 14 February as well.
        ("2027-02-15 08:30", 30, 3),
    ];
    assert_eq!(told(&plan), expected.map(|(at, days, account)| (at.to_owned(), days, account)));
    assert!(plan.nobody.is_empty());
}

#[test]
fn what_waits_for_approval_is_the_approvers_and_what_is_out_of_the_agencys_hands_is_nobodys() {
    let window = window("2027-01-01", "2027-01-15");
    let reports = [waiting("one", Stage::AwaitingApproval, window), waiting("two", Stage::Draft, window)];
    let span = Span::Missed { after: start_of_day(day("2027-01-14")), until: start_of_day(day("2027-01-15")) };
    let plan = reminders(&Policy::default(), &Holidays::default(), span, &reports);
    let told: Vec<_> = plan
        .reminders
        .iter()
        .map(|reminder| (reminder.account, reminder.reports[0].agency.as_str(), reminder.reports[0].stage))
        .collect();
    assert_eq!(told, [(account(1), "two", Stage::Draft), (account(2), "one", Stage::AwaitingApproval)]);
    let of = |state| Stage::of(state, None);
    assert_eq!([of(StateName::Approved), of(StateName::Endorsed), of(StateName::Accepted)], [None; 3]);
    assert_eq!(of(StateName::Returned), Some(Stage::Returned));
    assert_eq!(Stage::of(StateName::Draft, Some(1)), None, "a correction has no due day");
}

#[test]
fn a_report_that_was_sent_back_has_a_time_of_its_own_and_is_not_late_within_it() {
    let round = window("2027-01-01", "2027-01-15");
    let returned_at = start_of_day(day("2027-02-08")) + Duration::hours(10);
    let of = |window| [waiting("one", Stage::Returned, window)];
    let plan = reminders(&Policy::default(), &Holidays::default(), Span::All, &of(round.after_return(returned_at)));
    let expected = [
        ("2027-02-15 08:30", -7, 1),
        ("2027-02-19 08:30", -1, 1),
        ("2027-02-22 08:30", 0, 1),
        // Once its own time is over it is late as any other.
        ("2027-03-01 08:30", 7, 2),
        ("2027-03-09 08:30", 15, 2),
        ("2027-03-24 08:30", 30, 3),
    ];
    assert_eq!(told(&plan), expected.map(|(at, days, account)| (at.to_owned(), days, account)));
    // While the round is open longer than that, its end counts.
    let early = round.after_return(start_of_day(day("2027-01-12")));
    assert_eq!(early.due_at(), round.closes_at());
    let none = Policy::new(PolicyParts { steps: BTreeSet::new(), ..Policy::default().parts() }).expect("a policy");
    assert_eq!(reminders(&none, &Holidays::default(), Span::All, &of(early)), ReminderPlan::default());
}

#[test]
fn whoever_answers_for_many_reports_gets_one_reminder_of_all() {
    let window = window("2027-01-01", "2027-01-15");
    let mut own = waiting("three", Stage::Draft, window);
    own.approvers = Vec::new();
    // One person who fills and approves.
    own.reporters = vec![account(1), account(2)];
    let reports = [waiting("one", Stage::Draft, window), waiting("two", Stage::NotStarted, window), own];
    let plan = reminders(&Policy::default(), &Holidays::default(), Span::All, &reports);
    let of = |days: i32, number| {
        let found =
            plan.reminders.iter().filter(|reminder| (reminder.days, reminder.account) == (days, account(number)));
        found.map(|reminder| reminder.reports.iter().map(|one| one.agency.as_str()).collect()).collect::<Vec<Vec<_>>>()
    };
    assert_eq!(of(0, 1), [["one", "three", "two"]]);
    assert_eq!(of(0, 2), [["three"]]);
    assert_eq!(of(7, 2), [["one", "two"]]);
    assert_eq!(plan.nobody, BTreeSet::from([(code("three"), Audience::Approver)]));
}

#[test]
fn an_extension_moves_what_comes_before_its_own_due_day() {
    let longer = window("2027-01-01", "2027-01-29");
    let reports = [waiting("one", Stage::Draft, longer)];
    let plan = reminders(&Policy::default(), &Holidays::default(), Span::All, &reports);
    let days: Vec<_> = told(&plan).into_iter().take(3).map(|(at, days, _)| (at, days)).collect();
    let expected = [("2027-01-08 08:30", -21), ("2027-01-15 08:30", -14), ("2027-01-22 08:30", -7)];
    assert_eq!(days, expected.map(|(at, days)| (at.to_owned(), days)));
}

#[test]
fn of_what_was_missed_only_the_last_to_each_audience_is_told() {
    let window = window("2027-01-01", "2027-01-15");
    let reports = [waiting("one", Stage::Draft, window)];
    let span = Span::Missed { after: start_of_day(day("2027-01-01")), until: start_of_day(day("2027-02-28")) };
    let plan = reminders(&Policy::default(), &Holidays::default(), span, &reports);
    let told: Vec<_> = plan.reminders.iter().map(|reminder| (reminder.days, reminder.account)).collect();
    assert_eq!(told, [(0, account(1)), (15, account(2)), (30, account(3))]);
}

#[test]
fn a_policy_that_nobody_could_keep_is_refused_also_where_it_is_stored() {
    let with = |days: Vec<i32>| {
        let steps = days.into_iter().map(|days| Step { days, to: Audience::Reporter }).collect();
        Policy::new(PolicyParts { steps, ..Policy::default().parts() })
    };
    assert_eq!(with(vec![-91]), Err(PolicyError::Days));
    assert_eq!(with(vec![181]), Err(PolicyError::Days));
    assert_eq!(with((0..31).collect()), Err(PolicyError::Steps));
    assert!(with(Vec::new()).is_ok(), "nobody is reminded");
    let kept = serde_json::to_string(&Policy::default()).expect("text");
    assert_eq!(serde_json::from_str::<Policy>(&kept).expect("a policy"), Policy::default());
    assert!(serde_json::from_str::<Policy>(&kept.replace("-21", "-210")).is_err(), "{kept}");
}

fn policies() -> impl Strategy<Value = Policy> {
    let audience = prop::sample::select(Audience::iter().collect::<Vec<_>>());
    let steps = prop::collection::btree_set((-30i32..60, audience).prop_map(|(days, to)| Step { days, to }), 0..12);
    let time = || (0u16..24 * 60).prop_map(ClockTime::of_minutes);
    (steps, time(), time(), time(), any::<bool>()).prop_map(|(steps, at, from, until, moves)| {
        let on_rest_days = if moves { OnRestDays::Move } else { OnRestDays::Stay };
        Policy::new(PolicyParts { steps, at, quiet: QuietHours { from, until }, on_rest_days }).expect("within bounds")
    })
}

fn holidays() -> impl Strategy<Value = Holidays> {
    let first = day("2027-01-01");
    prop::collection::btree_set(0u64..120, 0..12)
        .prop_map(move |days| days.into_iter().map(|days| first + Days::new(days)).collect())
}

fn reports() -> impl Strategy<Value = Vec<Waiting>> {
    let stage = prop::sample::select(Stage::iter().collect::<Vec<_>>());
    let people = || prop::collection::vec((0u128..5).prop_map(account), 0..3);
    let report = (0u32..6, stage, 0i64..40, people(), people(), people());
    prop::collection::vec(report, 0..6).prop_map(|reports| {
        let report = |(number, stage, more, reporters, approvers, coordinators): (u32, _, i64, _, _, _)| {
            let due = crate::buddhist::end_of_day(day("2027-01-31")) + Duration::days(more);
            let window = Window::new(start_of_day(day("2027-01-10")), due, due).expect("in order");
            let agency = code(&format!("agency-{number}"));
            (agency.clone(), Waiting { agency, stage, window, reporters, approvers, coordinators })
        };
        // Each agency has one report.
        reports.into_iter().map(report).collect::<BTreeMap<_, _>>().into_values().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_job_that_looks_often_does_exactly_what_was_simulated(
        policy in policies(), holidays in holidays(), reports in reports(), minutes in 7i64..600, stale_days in 1i64..9,
    ) {
        let simulated = reminders(&policy, &holidays, Span::All, &reports);
        let (mut at, end) = (start_of_day(day("2027-01-10")), start_of_day(day("2027-06-01")));
        let mut last = at - Duration::minutes(minutes);
        let mut done = BTreeSet::new();
        let mut sent = Vec::new();
        while at < end {
            let after = (at - Duration::days(stale_days)).max(last);
            // As often as the job looks, nothing is missed: what comes at once comes in one look or in one after the other.
            let plan = reminders(&policy, &holidays, Span::Missed { after, until: at }, &reports);
            let slots: BTreeSet<_> = plan.reminders.iter().map(|reminder| (reminder.days, reminder.at)).collect();
            for slot in slots {
                prop_assert!(done.insert(slot), "{slot:?} twice");
            }
            sent.extend(plan.reminders);
            last = at;
            at += Duration::minutes(minutes);
        }
        sent.sort_by_key(|reminder| (reminder.at, reminder.days, reminder.account));
        prop_assert_eq!(sent, simulated.reminders);
    }

    #[test]
    fn nobody_is_reminded_twice_at_rest_or_for_nothing(
        policy in policies(), holidays in holidays(), reports in reports(),
    ) {
        let plan = reminders(&policy, &holidays, Span::All, &reports);
        let mut seen = BTreeSet::new();
        for reminder in &plan.reminders {
            prop_assert!(seen.insert((reminder.account, reminder.days, reminder.at)));
            prop_assert!(policy.is_loud(reminder.at, &holidays));
            prop_assert!(!reminder.reports.is_empty());
            prop_assert!(reminder.reports.windows(2).all(|two| two[0].agency < two[1].agency));
            for reminded in &reminder.reports {
                let report = reports.iter().find(|report| report.agency == reminded.agency).expect("it waits");
                prop_assert!(reminder.at >= report.window.opens_at());
                let due = bangkok_day(reminded.due_at);
                let day = bangkok_day(reminder.at);
                let intended = due + Duration::days(i64::from(reminder.days));
                let is_kept = if reminder.days > 0 { day >= intended } else { day <= intended };
                prop_assert!(is_kept, "{day} for {intended}");
                let people = [&report.reporters, &report.approvers, &report.coordinators];
                prop_assert!(people.into_iter().any(|people| people.contains(&reminder.account)));
                prop_assert!(!(report.stage == Stage::AwaitingApproval
                    && policy.days_to(Audience::Approver).all(|days| days != reminder.days)
                    && policy.days_to(Audience::Coordinator).all(|days| days != reminder.days)
                    && !report.approvers.contains(&reminder.account)));
            }
        }
    }
}
