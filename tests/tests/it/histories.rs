//! Random offline histories of four devices in two areas: four properties that are never given up.

use client_core::{DocId, Kind};
use proto::SpaceId;
use std::collections::{BTreeMap, BTreeSet};
use tests::play::{AREAS, Play, Player, Shown, ids_of, shown};
use tests::seeds::for_each_seed;
use tests::tables::{database, read_models, rows};

const SEEDS: u64 = 10;
const STEPS: usize = 90;

#[test]
fn whatever_the_history_replicas_converge_keep_every_word_and_stay_in_their_spaces() {
    for_each_seed("whatever_the_history", SEEDS, |seed| {
        let mut play = Play::new(seed);
        for _ in 0..STEPS {
            play.step();
        }
        for player in &mut play.players {
            rebuilt_tables_equal_live_ones(player);
        }
        play.settle();
        let shown: Vec<_> = play
            .players
            .iter_mut()
            .map(|player| shown(&mut player.notebook))
            .collect();
        replicas_agree(&play, &shown);
        every_word_is_reachable(&play, &shown);
        nothing_is_outside_its_space(&mut play, &shown);
        for player in &mut play.players {
            rebuilt_tables_equal_live_ones(player);
        }
    });
}

fn replicas_agree(play: &Play, shown: &[BTreeMap<DocId, Shown>]) {
    let (whole, rest) = shown.split_first().expect("the founder");
    for (player, records) in play.players[1..].iter().zip(rest) {
        for (id, record) in records {
            assert_eq!(
                whole.get(id),
                Some(record),
                "{} shows {id} as the founder does",
                player.name
            );
        }
    }
    assert_eq!(whole, shown.last().expect("the supervisor of both areas"));
}

fn every_word_is_reachable(play: &Play, shown: &[BTreeMap<DocId, Shown>]) {
    for (player, records) in play.players.iter().zip(shown) {
        let texts: BTreeMap<&DocId, String> = records
            .iter()
            .map(|(id, record)| (id, record.text()))
            .collect();
        for written in &play.written {
            if player.areas.contains(&play.area_of[&written.record]) {
                let text = texts.get(&written.record);
                let text =
                    text.unwrap_or_else(|| panic!("{} lacks {}", player.name, written.record));
                assert!(
                    text.contains(&written.words),
                    "{} lost {:?}: {text}",
                    player.name,
                    written.words
                );
            }
        }
    }
}

fn nothing_is_outside_its_space(play: &mut Play, shown: &[BTreeMap<DocId, Shown>]) {
    let mut space_of_area = BTreeMap::new();
    for area in AREAS {
        let chief = &mut play.players[0].notebook;
        let id = chief.find(Some(Kind::Area), area).unwrap();
        let space: SpaceId = chief.get(id).unwrap().fields["space"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        space_of_area.insert(space_of_area.len(), space.to_string());
    }
    for (player, records) in play.players.iter().zip(shown) {
        for id in ids_of(records) {
            let inside = play
                .area_of
                .get(&id)
                .is_none_or(|area| player.areas.contains(area));
            assert!(inside, "{} has {id}", player.name);
        }
        // What is shown may hide something: the tables of the truth must not hold more either.
        let connection = database(&player.home, &player.key);
        let held: BTreeSet<String> = rows(&connection, "SELECT id FROM doc_record")
            .into_iter()
            .collect();
        let known: BTreeSet<String> = records
            .keys()
            .map(|id| id.to_string().replace('-', ""))
            .collect();
        assert_eq!(held, known, "{}", player.name);
        let spaces: BTreeSet<String> = rows(&connection, "SELECT id FROM doc_space WHERE kind = 2")
            .into_iter()
            .collect();
        let own: BTreeSet<String> = player
            .areas
            .iter()
            .map(|area| space_of_area[area].clone())
            .collect();
        assert_eq!(spaces, own, "{}", player.name);
    }
}

fn rebuilt_tables_equal_live_ones(player: &mut Player) {
    let live = read_models(&player.home, &player.key);
    assert!(!live["rm_record"].is_empty() && live["rm_record"].len() == live["rm_search"].len());
    player.notebook.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(
        live,
        read_models(&player.home, &player.key),
        "{}",
        player.name
    );
}
