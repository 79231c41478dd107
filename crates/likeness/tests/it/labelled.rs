//! What is found in labelled registers: nearly all that is there twice, and hardly anything that only looks alike.

use crate::register::{Labelled, labelled};
use likeness::{NormalForm, Profile, Reason, pairs};
use proptest::prelude::*;
use records::Kind;
use std::collections::BTreeSet;
use testkit::{LabelledRegister, Size};

/// Other seeds than those that the weights were counted on.
const SEEDS: [u64; 2] = [1, 2];

/// Returns how much of what was found is right, and how much of what is there was found, in hundredths.
fn precision_and_recall(registers: &[Labelled]) -> (usize, usize) {
    let (mut right, mut found, mut there) = (0, 0, 0);
    for register in registers {
        let pairs = pairs(&register.forms, |_, _| true);
        let places: BTreeSet<(usize, usize)> =
            pairs.iter().map(|pair| (pair.first, pair.second)).collect();
        right += places.intersection(&register.duplicates).count();
        found += places.len();
        there += register.duplicates.len();
    }
    assert!(there > 50, "{there} duplicates are too few to tell");
    (right * 100 / found, right * 100 / there)
}

#[test]
fn ninety_five_in_a_hundred_are_right_and_found() {
    let registers = SEEDS.map(|seed| LabelledRegister::generate(&Size::district(7_000), seed));
    for kind in [Kind::Household, Kind::Establishment] {
        let registers = registers
            .each_ref()
            .map(|register| labelled(register, kind));
        let (precision, recall) = precision_and_recall(&registers);
        assert!(
            precision >= 95 && recall >= 95,
            "{kind:?}: precision {precision}, recall {recall}"
        );
    }
}

#[test]
fn groups_that_are_there_twice_are_told_from_those_with_the_same_people() {
    let size = Size {
        groups: 400,
        ..Size::district(12_000)
    };
    let registers =
        SEEDS.map(|seed| labelled(&LabelledRegister::generate(&size, seed), Kind::Group));
    let (precision, recall) = precision_and_recall(&registers);
    assert!(
        precision >= 95 && recall >= 95,
        "precision {precision}, recall {recall}"
    );
}

#[test]
fn a_register_gives_the_same_pairs_in_whatever_order_it_stands() {
    let register = labelled(
        &LabelledRegister::generate(&Size::ward(), 3),
        Kind::Household,
    );
    let turned: Vec<NormalForm> = register.forms.iter().rev().cloned().collect();
    let last = turned.len() - 1;
    let found = |forms: &[NormalForm], turn: bool| -> BTreeSet<(usize, usize)> {
        let pairs = pairs(forms, |_, _| true);
        let place = |place: usize| if turn { last - place } else { place };
        let places = pairs
            .iter()
            .map(|pair| (place(pair.first), place(pair.second)));
        places
            .map(|(one, other)| (one.min(other), one.max(other)))
            .collect()
    };
    assert_eq!(found(&register.forms, false), found(&turned, true));
    assert_eq!(
        pairs(&register.forms, |_, _| true),
        pairs(&register.forms, |_, _| true)
    );
}

#[test]
fn pairs_that_are_not_wanted_are_left_out() {
    let register = labelled(
        &LabelledRegister::generate(&Size::ward(), 3),
        Kind::Household,
    );
    let all = pairs(&register.forms, |_, _| true);
    let first = &all[0];
    let others = pairs(&register.forms, |one, other| {
        (one, other) != (first.first, first.second)
    });
    assert_eq!(others, all[1..]);
}

#[test]
fn a_reason_has_a_code_of_its_own() {
    let codes: BTreeSet<&str> = Reason::CODES.into_iter().collect();
    assert_eq!(codes.len(), Reason::CODES.len());
    let register = labelled(
        &LabelledRegister::generate(&Size::ward(), 3),
        Kind::Household,
    );
    for pair in pairs(&register.forms, |_, _| true) {
        let supporting = pair
            .likeness
            .reasons
            .iter()
            .filter(|reason| reason.supports())
            .count();
        assert!(supporting > 0);
        assert!(
            pair.likeness
                .reasons
                .iter()
                .all(|reason| codes.contains(reason.code()))
        );
    }
}

proptest! {
    #[test]
    fn whatever_was_written_is_compared_alike_both_ways(
        texts in prop::collection::vec("(Nguyễn|Thị|Hoà|Ng\\.|12/5|Lê|,|số|ngõ|\\PC{0,3}| ){0,8}", 6),
        phones in prop::collection::vec("[0-9+ .()-]{0,14}", 2),
        kind in prop::sample::select(vec![Kind::Household, Kind::Establishment, Kind::Group]),
    ) {
        let form = |texts: &[String], phone: &str, area| NormalForm::from(Profile {
            kind,
            area,
            name: texts[0].clone(),
            person: texts[1].clone(),
            address: texts[2].clone(),
            phone: phone.to_owned(),
            class: String::new(),
            position: None,
            members: Vec::new(),
        });
        let (one, other) = (form(&texts[..3], &phones[0], 1), form(&texts[3..], &phones[1], 2));
        prop_assert_eq!(one.compare(&other), other.compare(&one));
        prop_assert_eq!(one.likeness(&other), other.likeness(&one));
        prop_assert_eq!(one.keys(), one.clone().keys());
    }
}
