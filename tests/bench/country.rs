//! A country of any size, with a plan of a hundred indicators and eight accepted quarters, made through the same doors as
//! a real one: the register and plan by the services, the values by `tidtam import values`.

use crate::{
    Outcome, judged,
    load::beside_this_program,
    progress,
    typist::{AGENCIES, Door, Typist},
};
use chrono::{DateTime, Duration, Utc};
use domain::{
    access::{Grant, Role},
    calendar::{Period, Quarter},
    entry::Entry,
    ids::{AccountId, IndicatorCode, RoundCode},
    organisation::{Duty, Organisation, OrganisationKind},
    plan::Plan,
    submission::ReportKey,
    text::Bilingual,
    window::Window,
};
use service::{
    Actor, Chance, Channel, Clock, Password, Services, Settings, accounts::NewAccount, drafts::Edit,
    organisations::ImportMode, rounds::NewRound, sessions::SignIn,
};
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

/// Indicators that each agency is asked.
const INDICATORS: usize = 100;
/// Accepted quarters before the open one.
pub(crate) const QUARTERS: usize = 8;
/// The shipped list of provinces.
const PROVINCES: &str = include_str!("../../reference/provinces.csv");
/// Ministries that the agencies are spread over.
const MINISTRIES: usize = 20;

pub(crate) struct Country {
    pub(crate) agencies: usize,
    pub(crate) folder: PathBuf,
    pub(crate) services: Services,
    pub(crate) session: String,
    pub(crate) values_files: Vec<PathBuf>,
    pub(crate) imported_rows: usize,
    pub(crate) import_time: std::time::Duration,
    pub(crate) indicators: Vec<IndicatorCode>,
    pub(crate) database_url: String,
    open: RoundCode,
}

impl Country {
    /// A country on the embedded database, with the values of all quarters, and their scores.
    pub(crate) async fn make(folder: &Path, agencies: usize) -> Outcome<Self> {
        let database_url = format!("sqlite://{}", folder.join("tidtam.db").display());
        let country = Self::make_on(database_url, folder, agencies, QUARTERS).await?;
        judged::everything(&country).await?;
        Ok(country)
    }

    /// A country on any database, with the values of so many quarters.
    pub(crate) async fn make_on(
        database_url: String,
        folder: &Path,
        agencies: usize,
        imported: usize,
    ) -> Outcome<Self> {
        std::fs::create_dir_all(folder)?;
        let settings = Settings::below(folder, database_url.clone());
        let services = Services::open(&settings, Clock::System, Chance::System).await?;
        let operator = Actor::operator(&code("th")?);
        services.organisations().import(&operator, bodies(agencies)?, vec![], ImportMode::Apply).await?;
        let plan = plan()?;
        let indicators = plan.indicators.iter().map(|indicator| indicator.code.clone()).collect();
        services.plans().import(&operator, plan, ImportMode::Apply).await?;
        let now = services.now();
        let current = Quarter::of(domain::buddhist::bangkok_day(now));
        let mut quarters = vec![current];
        for _ in 0..QUARTERS {
            quarters.push(quarters.last().map_or(current, |quarter| quarter.previous()));
        }
        quarters.reverse();
        for quarter in &quarters {
            let window = window_of(*quarter, now)?;
            let new = NewRound { plan: code("bench")?, period: Period::Quarter(*quarter), window };
            services.rounds().open(&operator, new).await?;
        }
        let executive = Grant { role: Role::Executive, organisation: code("th")? };
        let (_, session) = account(&services, "executive", executive).await?;
        let mut country = Self {
            agencies,
            folder: folder.to_owned(),
            services,
            session,
            values_files: Vec::new(),
            imported_rows: 0,
            import_time: std::time::Duration::ZERO,
            indicators,
            database_url,
            open: code(&Period::Quarter(current).to_string())?,
        };
        for quarter in &quarters[QUARTERS - imported..QUARTERS] {
            country.import_quarter(*quarter)?;
        }
        Ok(country)
    }

    /// The quarter before the open one, the last that was imported.
    pub(crate) fn last_quarter(&self) -> Quarter {
        Quarter::of(domain::buddhist::bangkok_day(self.services.now())).previous()
    }

    /// Writes a file of accepted values for a quarter and imports it with the command line.
    fn import_quarter(&mut self, quarter: Quarter) -> Outcome<()> {
        let round = Period::Quarter(quarter).to_string();
        let file = self.folder.join(format!("{round}.csv"));
        let mut out = std::io::BufWriter::new(std::fs::File::create(&file)?);
        writeln!(out, "round,agency,indicator,value,base,applicability,note")?;
        for agency in (0..self.agencies).filter(|agency| !self.is_silent(*agency, quarter)) {
            for (number, indicator) in self.indicators.iter().enumerate() {
                let value = usual(agency, number);
                writeln!(out, "{round},agency-{agency},{indicator},{value},100,applies,")?;
            }
        }
        out.flush()?;
        progress(&format!("importing {round}"));
        let started = Instant::now();
        let ended = Command::new(beside_this_program("tidtam")?)
            .args(["import", "values"])
            .arg(&file)
            .arg("--data")
            .arg(&self.folder)
            .env("TIDTAM_DATABASE_URL", &self.database_url)
            .env("TIDTAM_LOG_LEVEL", "error")
            .status()?;
        if !ended.success() {
            return Err("the import failed".into());
        }
        self.import_time += started.elapsed();
        let silent = (0..self.agencies).filter(|agency| self.is_silent(*agency, quarter)).count();
        self.imported_rows += (self.agencies - silent) * self.indicators.len();
        self.values_files.push(file);
        Ok(())
    }

    /// Whether an agency is late: one in ten never reported on the quarter before the open one.
    fn is_silent(&self, agency: usize, quarter: Quarter) -> bool {
        agency % 10 == 9 && Period::Quarter(quarter.next()).to_string() == self.open.as_str()
    }

    pub(crate) fn agency_page(&self) -> String {
        format!("/organisations/agency-{}", self.agencies / 2)
    }

    /// The pages of so many other agencies.
    pub(crate) fn other_agency_pages(&self, count: usize) -> Vec<String> {
        let others = (0..self.agencies).filter(|agency| *agency != self.agencies / 2).take(count);
        others.map(|agency| format!("/organisations/agency-{agency}")).collect()
    }

    /// The quarter before the open one: its window has closed, and everything handed in is accepted.
    pub(crate) fn last_closed(&self) -> Outcome<RoundCode> {
        let Period::Quarter(open) = self.open.as_str().parse::<Period>()? else {
            return Err("no quarter is open".into());
        };
        code(&Period::Quarter(open.previous()).to_string())
    }

    pub(crate) fn open_report(&self, agency: usize) -> Outcome<ReportKey> {
        Ok(ReportKey { round: self.open.clone(), agency: code(&format!("agency-{agency}"))? })
    }

    pub(crate) fn reporter(agency: usize) -> Outcome<Actor> {
        let grant = Grant { role: Role::Reporter, organisation: code(&format!("agency-{agency}"))? };
        let account = AccountId::new(uuid::Uuid::from_u128(agency as u128 + 1));
        Ok(Actor::new(account, format!("reporter {agency}"), vec![grant], Channel::Web))
    }

    /// People who type for the last agencies, each signed in.
    pub(crate) async fn typists(&self, count: usize) -> Outcome<Vec<Typist>> {
        let mut people = Vec::new();
        let share = self.indicators.len() / count.div_ceil(AGENCIES);
        for number in 0..count {
            let agency = self.agencies - 1 - number % AGENCIES;
            let report = self.open_report(agency)?;
            let grant = Grant { role: Role::Reporter, organisation: report.agency.clone() };
            let name = format!("typist-{number}");
            let (account, cookie) = account(&self.services, &name, grant.clone()).await?;
            let first = number / AGENCIES * share;
            let indicators = self.indicators[first..first + share].to_vec();
            let actor = Actor::new(account, name, vec![grant], Channel::Web);
            let mut person = Typist { actor, cookie, report, indicators, saved: 0 };
            // The first text turns a report that was expected into a draft, which happens once.
            person.save_next(Door::Services(&self.services)).await?;
            people.push(person);
        }
        Ok(people)
    }

    /// A change of one value of the first agency, fitting the version that is stored.
    pub(crate) fn edit(&self, number: usize) -> Edit {
        let indicator = self.indicators[number % self.indicators.len()].clone();
        let base_version = i64::try_from(number / self.indicators.len()).unwrap_or_default();
        Edit { indicator, entry: entry(30 + number % 40), base_version }
    }

    /// Types all values of an agency's open report.
    pub(crate) async fn fill(&self, agency: usize) -> Outcome<()> {
        let edit = |(number, indicator): (usize, &IndicatorCode)| Edit {
            indicator: indicator.clone(),
            entry: entry(usual(agency, number)),
            base_version: 0,
        };
        let edits = self.indicators.iter().enumerate().map(edit).collect();
        self.services.drafts().save(&Self::reporter(agency)?, &self.open_report(agency)?, edits).await?;
        Ok(())
    }
}

/// The ministry that an agency belongs to.
pub(crate) fn ministry_of(agency: usize) -> String {
    format!("ministry-{}", agency % MINISTRIES)
}

/// The value that an agency gives for an indicator in every round, so that none of them has to be explained.
pub(crate) fn usual(agency: usize, indicator: usize) -> usize {
    20 + (agency * 7 + indicator * 13) % 60
}

/// The texts of one value.
pub(crate) fn entry(value: usize) -> Entry {
    Entry { value: value.to_string(), base: "100".to_owned(), ..Entry::default() }
}

pub(crate) fn code<Code: std::str::FromStr<Err: std::error::Error + Send + Sync + 'static>>(
    text: &str,
) -> Outcome<Code> {
    Ok(text.parse()?)
}

/// The open quarter is open today; earlier ones have closed.
fn window_of(quarter: Quarter, now: DateTime<Utc>) -> Outcome<Window> {
    let opens = domain::buddhist::start_of_day(quarter.first_day());
    let due = domain::buddhist::end_of_day(quarter.last_day()) + Duration::days(15);
    let closes = if due < now { due } else { due + Duration::days(30) };
    Ok(Window::new(opens, due, closes)?)
}

fn bodies(agencies: usize) -> Outcome<Vec<Organisation>> {
    let body = |code_text: &str, parent: Option<&str>, kind, duty| -> Outcome<Organisation> {
        Ok(Organisation {
            code: code(code_text)?,
            parent: parent.map(code).transpose()?,
            kind,
            name: Bilingual::new(format!("หน่วยงาน {code_text}"), format!("Body {code_text}")),
            abbreviation: Bilingual::default(),
            province: None,
            valid_from: None,
            valid_to: None,
            duty,
            source: "bench".to_owned(),
            size: None,
        })
    };
    let mut bodies = vec![body("th", None, OrganisationKind::Root, Duty::None)?];
    for ministry in 0..MINISTRIES {
        bodies.push(body(&format!("ministry-{ministry}"), Some("th"), OrganisationKind::Ministry, Duty::None)?);
    }
    let provinces = provinces();
    for agency in 0..agencies {
        let ministry = ministry_of(agency);
        // Half of a small country at most.
        let province = provinces.get(agency).filter(|_| agency * 2 < agencies).copied().map(str::to_owned);
        let kind = if province.is_some() { OrganisationKind::Province } else { OrganisationKind::Department };
        let agency = body(&format!("agency-{agency}"), Some(&ministry), kind, Duty::Reports)?;
        bodies.push(Organisation { province, ..agency });
    }
    Ok(bodies)
}

/// The codes of all provinces, whose maps pages draw.
fn provinces() -> Vec<&'static str> {
    PROVINCES.lines().skip(1).filter_map(|line| line.split(',').next()).collect()
}

/// A hundred quarterly ratios in four strategies.
fn plan() -> Outcome<Plan> {
    use std::fmt::Write as _;
    let source = r#"provenance = { status = "demonstration", source = "bench" }"#;
    let words = |text: &str| format!(r#"{{ th = "{text}", en = "{text}" }}"#);
    let mut text = format!(
        "[plan]\ncode = \"bench\"\nversion = 1\ntitle = {0}\nvision = {0}\nfirst_fiscal_year = 2560\n\
         last_fiscal_year = 2600\n{source}\n",
        words("แผน")
    );
    for strategy in 1..=4 {
        write!(text, "[[strategy]]\ncode = \"S{strategy}\"\ntitle = {}\n{source}\n", words("ยุทธศาสตร์"))?;
    }
    for number in 0..INDICATORS {
        write!(
            text,
            "[[indicator]]\ncode = \"indicator-{number}\"\nstrategy = \"S{}\"\nname = {1}\ndefinition = {1}\nunit = {1}\n\
             measure = {{ type = \"ratio\", numerator = {1}, denominator = {1}, scale = \"100\" }}\npolarity = \"higher\"\n\
             frequency = \"quarterly\"\nscope = \"agency\"\nweight = \"1\"\nevidence = {{ required = false, description = {1} }}\n\
             baseline = {{ fiscal_year = 2565, value = \"20\", {source} }}\n\
             targets = [{{ fiscal_year = 2572, value = \"80\", {source} }}]\n{source}\n",
            number % 4 + 1,
            words(&format!("ตัวชี้วัดที่ {number}"))
        )?;
    }
    Ok(toml::from_str::<Plan>(&text)?.checked()?)
}

/// Makes an account and signs it in: who it is, and the secret of its session.
async fn account(services: &Services, name: &str, grant: Grant) -> Outcome<(AccountId, String)> {
    let password = "ยามเช้าที่ท่าน้ำนนท์";
    let email = format!("{name}@bench.example");
    let account = NewAccount {
        email: email.parse()?,
        name: name.to_owned(),
        password: Password::new(password),
        grants: vec![grant],
        must_change_password: false,
    };
    let id = services.accounts().create(&Actor::operator(&code("th")?), account).await?;
    let attempt = SignIn {
        email,
        password: Password::new(password),
        address: std::net::Ipv4Addr::LOCALHOST.into(),
        agent: "bench".to_owned(),
    };
    Ok((id, services.sign_in(attempt).await?.secret))
}
