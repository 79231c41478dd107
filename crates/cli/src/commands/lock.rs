//! The unit's policy, and devices that are locked.

use super::presence::{rule_json, rule_text};
use super::{meet, membership};
use crate::failure::Failure;
use crate::pin;
use crate::screen::{Table, Tone, short_id};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{Kind, Notebook, Role, UnitPolicy, UnitRules, World};
use serde_json::{Map, Value, json};

/// Flags of what the unit's ledger holds, which every device keeps to.
const POLICY: [&str; 3] = ["lease-days", "wrong-pins", "retain"];
/// Flags of what the unit's record holds, by which lists count.
const RULES: [&str; 5] = [
    "norm-households",
    "presence-visits",
    "presence-role",
    "presence-whom",
    "presence-purpose",
];

/// `sotay policy`.
pub(crate) fn policy(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let known = notebook.policy()?;
    let wanted = changed(session, &known, matches)?;
    if wanted.retention != known.retention {
        // What others recorded and this device does not have yet may be old as well.
        meet::try_meet(session, &mut notebook)?;
        ask_what_goes(session, matches, &mut notebook, (&known, &wanted))?;
    }
    let rules = ruled(session, notebook.rules()?, matches)?;
    let mut met = Ok(false);
    let gives = |flags: &[&str]| {
        let mut ids = matches.ids().filter(|id| flags.contains(&id.as_str()));
        ids.any(|id| matches.value_source(id.as_str()).is_some())
    };
    let (sets_policy, sets_rules) = (gives(&POLICY), gives(&RULES));
    if sets_policy {
        notebook.set_policy(&wanted)?;
    }
    if sets_rules {
        notebook.set_rules(&rules)?;
    }
    if sets_policy || sets_rules {
        met = meet::try_meet(session, &mut notebook);
    }
    if session.screen.is_json() {
        session.screen.value(&policy_json(&wanted, &rules))?;
    } else {
        session
            .screen
            .line(&policy_text(session, &wanted, &rules))?;
    }
    if (sets_policy || sets_rules) && matches!(met, Ok(false)) {
        session.screen.note(&session.words.text("policy-offline"));
    }
    met.map(drop)
}

/// Shows what a policy would erase at once, and asks.
fn ask_what_goes(
    session: &Session,
    matches: &ArgMatches,
    notebook: &mut Notebook,
    (known, wanted): (&UnitPolicy, &UnitPolicy),
) -> Result<(), Failure> {
    let is_shorter = |(kind, days): (&Kind, &u32)| {
        let before = known.retention.get(kind);
        before.is_none_or(|before| days < before)
    };
    let outlook = notebook.retention_outlook(wanted)?;
    let asks = !outlook.kinds.is_empty() || !outlook.sees_all;
    if !asks || !wanted.retention.iter().any(is_shorter) {
        return Ok(());
    }
    let (screen, words) = (&session.screen, &session.words);
    if !screen.is_json() {
        let header = ["column-kind", "column-records", "column-oldest"];
        let mut table = Table::with_header(screen.paint(), &header.map(|key| words.text(key)));
        for (kind, expired) in &outlook.kinds {
            let oldest = expired.oldest.map(|at| session.times.show_millis(at.0));
            table.row(vec![
                (Tone::Plain, words.kind(*kind)),
                (Tone::Warn, expired.records.to_string()),
                (Tone::Plain, oldest.unwrap_or_default()),
            ]);
        }
        table.numbers(1);
        if !outlook.kinds.is_empty() {
            screen.line(&words.text("policy-goes"))?;
            screen.line(&table.text())?;
        }
        if !outlook.sees_all {
            screen.note(&words.text("policy-goes-elsewhere"));
        }
    }
    membership::confirm(session, matches, &words.text("policy-asks"))
}

fn changed(
    session: &Session,
    known: &UnitPolicy,
    matches: &ArgMatches,
) -> Result<UnitPolicy, Failure> {
    let number = |name: &str| matches.get_one::<u32>(name).copied();
    let mut wanted = known.clone();
    wanted.lease_days = number("lease-days").unwrap_or(known.lease_days);
    wanted.wrong_pins = number("wrong-pins").unwrap_or(known.wrong_pins);
    for text in matches.get_many::<String>("retain").into_iter().flatten() {
        let term = text.split_once('=').and_then(|(kind, days)| {
            let kind: Kind = kind.trim().replace('-', "_").parse().ok()?;
            Some((kind, days.trim().parse::<u32>().ok()?))
        });
        let wrong = || Failure::Usage(session.words.with("policy-retain-wrong", &[("text", text)]));
        let (kind, days) = term.ok_or_else(wrong)?;
        wanted.retention.insert(kind, days);
    }
    wanted.retention.retain(|_, days| *days > 0);
    Ok(wanted)
}

fn ruled(session: &Session, known: UnitRules, matches: &ArgMatches) -> Result<UnitRules, Failure> {
    let number = |name: &str| matches.get_one::<u32>(name).copied();
    // An empty text takes all away.
    let codes = |name: &str| -> Option<Vec<String>> {
        let given = matches.get_many::<String>(name)?;
        let given = given
            .map(|code| code.trim())
            .filter(|code| !code.is_empty());
        Some(given.map(str::to_owned).collect())
    };
    let mut wanted = known;
    wanted.norm_households = number("norm-households").unwrap_or(wanted.norm_households);
    let rule = &mut wanted.presence;
    rule.visits = number("presence-visits").unwrap_or(rule.visits);
    rule.whom = codes("presence-whom").unwrap_or_else(|| rule.whom.clone());
    rule.purposes = codes("presence-purpose").unwrap_or_else(|| rule.purposes.clone());
    if let Some(roles) = codes("presence-role") {
        let wrong = |_| Failure::Usage(session.words.text("usage-other"));
        let roles: Result<Vec<Role>, Failure> = roles
            .iter()
            .map(|role| role.parse().map_err(wrong))
            .collect();
        rule.roles = roles?;
    }
    Ok(wanted)
}

fn policy_json(policy: &UnitPolicy, rules: &UnitRules) -> Value {
    let kinds = policy.retention.iter();
    let kinds: Map<String, Value> = kinds
        .map(|(kind, days)| (kind.name().to_owned(), json!(days)))
        .collect();
    json!({
        "lease_days": policy.lease_days,
        "wrong_pins": policy.wrong_pins,
        "retention_days": kinds,
        "norm_households": rules.norm_households,
        "presence": rule_json(&rules.presence),
    })
}

fn policy_text(session: &Session, policy: &UnitPolicy, rules: &UnitRules) -> String {
    let words = &session.words;
    let number = |given: u32, key: &str| match given {
        0 => words.text("policy-none"),
        given => words.with(key, &[("count", &given.to_string())]),
    };
    let norm = match rules.norm_households {
        0 => words.text("policy-no-norm"),
        norm => norm.to_string(),
    };
    let mut table = Table::bare(session.screen.paint());
    table.row(vec![
        (Tone::Faint, words.text("policy-lease")),
        (Tone::Plain, number(policy.lease_days, "policy-days")),
    ]);
    table.row(vec![
        (Tone::Faint, words.text("policy-pins")),
        (Tone::Plain, number(policy.wrong_pins, "policy-tries")),
    ]);
    for (kind, days) in &policy.retention {
        let label = words.with("policy-kept", &[("kind", &words.kind(*kind))]);
        table.row(vec![
            (Tone::Faint, label),
            (Tone::Plain, number(*days, "policy-days")),
        ]);
    }
    table.row(vec![
        (Tone::Faint, words.field(Kind::Unit, "norm_households")),
        (Tone::Plain, norm),
    ]);
    table.row(vec![
        (Tone::Faint, words.text("policy-presence")),
        (Tone::Plain, rule_text(session, &rules.presence)),
    ]);
    table.text()
}

/// `sotay unlock-code`.
pub(crate) fn unlock_code(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let reference = matches.get_one::<String>("device").cloned();
    let handout = session
        .notebook()?
        .unlock_code(&reference.unwrap_or_default())?;
    let device = handout.device.to_string();
    if session.screen.is_json() {
        return session.screen.value(&json!({
            "device": device,
            "officer_name": handout.officer_name,
            "code": handout.code,
        }));
    }
    let officer = handout.officer_name.unwrap_or_default();
    let arguments = [("device", short_id(&device)), ("officer", &officer)];
    let screen = &session.screen;
    screen.line(&session.words.with("unlock-code-of", &arguments))?;
    screen.line(&screen.paint().tone(Tone::Strong, &handout.code))?;
    screen.line(&session.words.text("unlock-code-how"))
}

/// `sotay unlock`.
pub(crate) fn unlock(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let home = session.home()?;
    if !home.is_set_up() {
        return Err(client_core::ClientError::HomeMissing.into());
    }
    let code = matches.get_one::<String>("code").cloned();
    let pin = pin::choose(&session.words)?;
    let notebook =
        Notebook::open_with_code(&home, World::native(), &code.unwrap_or_default(), &pin)?;
    let until = notebook.lease_until();
    if session.screen.is_json() {
        let until = until.and_then(|at| session.times.rfc3339(at.0));
        return session
            .screen
            .value(&json!({ "unlocked": true, "lease_until": until }));
    }
    let done = session.words.text("unlock-done");
    session
        .screen
        .line(&session.screen.paint().tone(Tone::Good, &done))?;
    match until {
        Some(at) => {
            let at = session.times.show_millis(at.0);
            session
                .screen
                .line(&session.words.with("status-lease", &[("at", &at)]))
        }
        None => Ok(()),
    }
}
