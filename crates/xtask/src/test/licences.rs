//! Licences, sources and banned crates of everything that is linked, judged by deny.toml.
//!
//! cargo-deny judges by the same file and knows more (it reads licence texts and known vulnerabilities), but compiling
//! it takes longer than all the rest of the checks. So the rules that must never go unchecked are checked here.

use std::collections::BTreeSet;
use std::iter::Peekable;

use super::{Context, Verdict};
use crate::failure::Failure;
use crate::graph::{Graph, Package};
use crate::process;

const RULES: &str = "deny.toml";
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

pub(super) fn check(context: &Context) -> Result<Verdict, Failure> {
    let rules = Rules::read(&context.workspace.read_toml(RULES)?);
    let graph = Graph::load(&context.workspace)?;
    let mut wrong: Vec<String> = graph
        .packages()
        .flat_map(|package| rules.judge(package))
        .collect();
    let mut by = "own check";
    if has_cargo_deny(context)? {
        by = "own check and cargo-deny";
        let mut deny =
            context.cargo(&["deny", "--offline", "check", "licenses", "bans", "sources"]);
        let finished = process::run(&mut deny, context.verbose)?;
        if !finished.success {
            wrong.push(finished.tail());
        }
    }
    Ok(Verdict::of(
        &wrong,
        format!("{} packages ({by})", graph.packages().count()),
    ))
}

pub(super) fn advisories(context: &Context) -> Result<Verdict, Failure> {
    if !has_cargo_deny(context)? {
        return Ok(Verdict::Skipped {
            note: "cargo install --locked cargo-deny turns this on".to_owned(),
        });
    }
    let finished = process::run(
        &mut context.cargo(&["deny", "check", "advisories"]),
        context.verbose,
    )?;
    let offline = finished
        .lines
        .iter()
        .any(|line| line.contains("failed to fetch") || line.contains("unable to fetch"));
    Ok(match finished.success {
        true => Verdict::passed("no known vulnerability"),
        false if offline => Verdict::Skipped {
            note: "the advisory database could not be fetched".to_owned(),
        },
        false => Verdict::failed("see above", finished.tail()),
    })
}

fn has_cargo_deny(context: &Context) -> Result<bool, Failure> {
    Ok(process::run(&mut context.cargo(&["deny", "--version"]), false)?.success)
}

/// What deny.toml allows and bans.
struct Rules {
    allowed: BTreeSet<String>,
    banned: BTreeSet<String>,
}

impl Rules {
    fn read(table: &toml::Table) -> Self {
        let list = |section: &str, key: &str| {
            let value = table.get(section).and_then(|section| section.get(key));
            value
                .and_then(toml::Value::as_array)
                .cloned()
                .unwrap_or_default()
        };
        let allowed = list("licenses", "allow")
            .iter()
            .filter_map(|id| id.as_str().map(str::to_owned))
            .collect();
        let name = |entry: &toml::Value| {
            entry
                .as_str()
                .or_else(|| entry.get("crate")?.as_str())
                .map(str::to_owned)
        };
        let banned = list("bans", "deny").iter().filter_map(name).collect();
        Self { allowed, banned }
    }

    fn judge(&self, package: &Package) -> Vec<String> {
        let Package { name, version, .. } = package;
        let mut wrong = Vec::new();
        if self.banned.contains(name) {
            wrong.push(format!("{name} {version} is banned; {RULES} says why"));
        }
        if package
            .source
            .as_ref()
            .is_some_and(|source| source != REGISTRY)
        {
            wrong.push(format!("{name} {version} does not come from crates.io"));
        }
        match package
            .license
            .as_deref()
            .map(|text| allows(text, &self.allowed))
        {
            Some(Some(true)) => {}
            Some(Some(false)) => {
                let licence = package.license.as_deref().unwrap_or_default();
                wrong.push(format!(
                    "{name} {version}: {licence} is not allowed by {RULES}"
                ));
            }
            Some(None) | None => {
                wrong.push(format!("{name} {version}: its licence cannot be read"))
            }
        }
        wrong
    }
}

/// Says whether an SPDX expression can be met with allowed licences; nothing when it cannot be read.
fn allows(expression: &str, allowed: &BTreeSet<String>) -> Option<bool> {
    // Older packages write `MIT/Apache-2.0` for OR.
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let answer = any(&mut words, allowed)?;
    words.next().is_none().then_some(answer)
}

fn any<'a>(
    words: &mut Peekable<impl Iterator<Item = &'a str>>,
    allowed: &BTreeSet<String>,
) -> Option<bool> {
    let mut answer = all(words, allowed)?;
    while words.next_if_eq(&"OR").is_some() {
        answer |= all(words, allowed)?;
    }
    Some(answer)
}

fn all<'a>(
    words: &mut Peekable<impl Iterator<Item = &'a str>>,
    allowed: &BTreeSet<String>,
) -> Option<bool> {
    let mut answer = one(words, allowed)?;
    while words.next_if_eq(&"AND").is_some() {
        answer &= one(words, allowed)?;
    }
    Some(answer)
}

fn one<'a>(
    words: &mut Peekable<impl Iterator<Item = &'a str>>,
    allowed: &BTreeSet<String>,
) -> Option<bool> {
    match words.next()? {
        "(" => {
            let answer = any(words, allowed)?;
            (words.next()? == ")").then_some(answer)
        }
        ")" | "OR" | "AND" | "WITH" => None,
        id => Some(match words.next_if_eq(&"WITH") {
            Some(_) => allowed.contains(&format!("{id} WITH {}", words.next()?)),
            None => allowed.contains(id),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(expression: &str) -> Option<bool> {
        allows(
            expression,
            &BTreeSet::from([
                "MIT".to_owned(),
                "Apache-2.0 WITH LLVM-exception".to_owned(),
            ]),
        )
    }

    #[test]
    fn one_allowed_choice_is_enough_and_every_part_of_an_and_is_needed() {
        assert_eq!(judged("MIT OR GPL-3.0"), Some(true));
        assert_eq!(judged("MIT/GPL-3.0"), Some(true));
        assert_eq!(judged("MIT AND GPL-3.0"), Some(false));
        assert_eq!(judged("(GPL-3.0 OR MIT) AND MIT"), Some(true));
        assert_eq!(judged("GPL-3.0 AND MIT OR MIT"), Some(true));
    }

    #[test]
    fn an_exception_is_part_of_the_licence() {
        assert_eq!(judged("Apache-2.0 WITH LLVM-exception"), Some(true));
        assert_eq!(judged("Apache-2.0"), Some(false));
    }

    #[test]
    fn what_is_no_expression_is_not_taken_for_an_allowed_one() {
        assert_eq!(judged(""), None);
        assert_eq!(judged("MIT MIT"), None);
        assert_eq!(judged("(MIT"), None);
        assert_eq!(judged("MIT OR"), None);
    }
}
