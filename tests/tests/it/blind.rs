//! The relay is blind: nothing that it links can read a record.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// What `cargo metadata` says, reduced to who links whom.
struct Graph {
    ids: BTreeMap<String, Vec<String>>,
    links: BTreeMap<String, Vec<String>>,
}

impl Graph {
    fn read() -> Graph {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mut command = Command::new(cargo);
        command
            .args(["metadata", "--format-version", "1", "--locked", "--offline"])
            .current_dir(root);
        let output = command.output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let mut ids: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for package in metadata["packages"].as_array().unwrap() {
            ids.entry(text(&package["name"]))
                .or_default()
                .push(text(&package["id"]));
        }
        let mut links = BTreeMap::new();
        for node in metadata["resolve"]["nodes"].as_array().unwrap() {
            let linked = node["deps"].as_array().unwrap().iter().filter(|dep| {
                // Tests of a crate may use what its program must not; a build script counts, whatever it writes is linked.
                dep["dep_kinds"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|kind| kind["kind"] != "dev")
            });
            links.insert(
                text(&node["id"]),
                linked.map(|dep| text(&dep["pkg"])).collect(),
            );
        }
        Graph { ids, links }
    }

    /// Returns the ids of every package that one of these reaches, on any platform, with every feature in use.
    fn reach(&self, name: &str) -> BTreeSet<String> {
        let mut open = self.ids[name].clone();
        let mut reached = BTreeSet::new();
        while let Some(id) = open.pop() {
            if reached.insert(id.clone()) {
                open.extend(self.links[&id].iter().cloned());
            }
        }
        reached
    }

    fn reaches(&self, from: &str, to: &str) -> bool {
        let reached = self.reach(from);
        self.ids[to].iter().any(|id| reached.contains(id))
    }
}

#[test]
fn the_relay_cannot_reach_automerge_or_the_records() {
    let graph = Graph::read();
    for never in ["automerge", "records", "client-core", "cli"] {
        assert!(!graph.reaches("server", never), "server reaches {never}");
    }
    // The same search does find them where they are.
    assert!(graph.reaches("cli", "automerge") && graph.reaches("client-core", "records"));
    assert!(graph.reaches("server", "axum") && graph.reaches("server", "seal"));
}

#[test]
fn the_program_sotay_relay_is_the_server_crates_and_no_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let manifest = std::fs::read_to_string(root.join("server/Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"sotay-relay\""), "{manifest}");
}
