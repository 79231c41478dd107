//! What depends on what: `cargo metadata`, reduced to what the checks ask.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::failure::Failure;
use crate::process;
use crate::workspace::Workspace;

/// Every package that any target of the workspace could link, with its dependencies.
pub(crate) struct Graph {
    packages: BTreeMap<String, Package>,
    members: BTreeSet<String>,
}

/// One package, ours or from outside.
#[derive(Deserialize)]
pub(crate) struct Package {
    id: String,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) license: Option<String>,
    /// Where it comes from; nothing for a package of this workspace.
    pub(crate) source: Option<String>,
    #[serde(skip)]
    links: BTreeSet<String>,
    #[serde(skip)]
    tests_with: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_members: Vec<String>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    kind: Option<String>,
}

impl Graph {
    /// Asks cargo, for all targets at once.
    pub(crate) fn load(workspace: &Workspace) -> Result<Self, Failure> {
        let mut cargo = workspace.cargo();
        cargo.args(["metadata", "--format-version", "1", "--quiet"]);
        let finished = process::run(&mut cargo, false)?.checked()?;
        let json = finished
            .lines
            .iter()
            .find(|line| line.starts_with('{'))
            .map(String::as_str)
            .unwrap_or_default();
        Self::parse(json).map_err(|error| Failure::malformed("cargo metadata", error))
    }

    fn parse(json: &str) -> Result<Self, serde_json::Error> {
        let metadata: Metadata = serde_json::from_str(json)?;
        let mut packages: BTreeMap<String, Package> = metadata
            .packages
            .into_iter()
            .map(|package| (package.id.clone(), package))
            .collect();
        for node in metadata.resolve.nodes {
            let Some(package) = packages.get_mut(&node.id) else {
                continue;
            };
            for dependency in node.deps {
                let (tests, links): (Vec<_>, Vec<_>) = dependency
                    .dep_kinds
                    .iter()
                    .partition(|kind| kind.kind.as_deref() == Some("dev"));
                if !links.is_empty() {
                    package.links.insert(dependency.pkg.clone());
                }
                if !tests.is_empty() {
                    package.tests_with.insert(dependency.pkg);
                }
            }
        }
        Ok(Self {
            packages,
            members: metadata.workspace_members.into_iter().collect(),
        })
    }

    /// The workspace's own packages, by name.
    pub(crate) fn members(&self) -> BTreeMap<&str, &Package> {
        self.members
            .iter()
            .filter_map(|id| self.packages.get(id))
            .map(|package| (package.name.as_str(), package))
            .collect()
    }

    /// Every package, ours and from outside.
    pub(crate) fn packages(&self) -> impl Iterator<Item = &Package> {
        self.packages.values()
    }

    /// Names of our packages that `package` links itself.
    pub(crate) fn links_of_ours(&self, package: &Package) -> BTreeSet<&str> {
        self.names_of_ours(&package.links)
    }

    /// Names of our packages that only the tests of `package` use.
    pub(crate) fn tests_with_ours(&self, package: &Package) -> BTreeSet<&str> {
        self.names_of_ours(&package.tests_with)
    }

    fn names_of_ours(&self, ids: &BTreeSet<String>) -> BTreeSet<&str> {
        ids.intersection(&self.members)
            .filter_map(|id| self.packages.get(id))
            .map(|found| found.name.as_str())
            .collect()
    }

    /// The names of everything `package` links, directly or not, each with the path that leads to it.
    pub(crate) fn reach<'a>(&'a self, package: &'a Package) -> BTreeMap<&'a str, Vec<&'a str>> {
        let mut found = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut open = vec![(package, vec![package.name.as_str()])];
        while let Some((at, path)) = open.pop() {
            for next in at.links.iter().filter_map(|id| self.packages.get(id)) {
                if !seen.insert(next.id.as_str()) {
                    continue;
                }
                let mut longer = path.clone();
                longer.push(&next.name);
                found
                    .entry(next.name.as_str())
                    .or_insert_with(|| longer.clone());
                open.push((next, longer));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph() -> Graph {
        let package = |name: &str| {
            format!(
                r#"{{"id":"{name}","name":"{name}","version":"1.0.0","license":"MIT","source":null}}"#
            )
        };
        let node = |name: &str, deps: &str| format!(r#"{{"id":"{name}","deps":[{deps}]}}"#);
        let dep = |name: &str, kind: &str| {
            format!(r#"{{"pkg":"{name}","dep_kinds":[{{"kind":{kind}}}]}}"#)
        };
        let json = format!(
            r#"{{"packages":[{},{},{}],"workspace_members":["relay","middle","secret"],"resolve":{{"nodes":[{},{},{}]}}}}"#,
            package("relay"),
            package("middle"),
            package("secret"),
            node("relay", &dep("middle", "null")),
            node("middle", &dep("secret", "\"build\"")),
            node("secret", &dep("relay", "\"dev\"")),
        );
        Graph::parse(&json).unwrap()
    }

    #[test]
    fn what_is_reached_through_another_crate_or_a_build_script_is_found_with_its_path() {
        let graph = graph();
        let members = graph.members();
        assert_eq!(
            graph.reach(members["relay"])["secret"],
            ["relay", "middle", "secret"]
        );
    }

    #[test]
    fn what_only_tests_use_is_not_reached() {
        let graph = graph();
        let members = graph.members();
        assert!(graph.reach(members["secret"]).is_empty());
        assert_eq!(
            graph.tests_with_ours(members["secret"]),
            BTreeSet::from(["relay"])
        );
    }
}
