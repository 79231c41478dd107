//! Prints the tables of `src/weights.rs`, counted in labelled registers of the training seeds.
//! `cargo run --release -p likeness --example weights`

#![allow(clippy::indexing_slicing)]

#[path = "../tests/it/register.rs"]
mod register;

use likeness::{Comparison, FieldWeights, Members, PLACES, Weights, sharing_a_key};
use records::Kind;
use register::{Labelled, labelled};
use testkit::{LabelledRegister, Size};

/// The seeds that the tables are counted on; tests and benchmarks use others.
const TRAINING: [u64; 3] = [1001, 1002, 1003];
/// Households of a training register.
const HOUSEHOLDS: usize = 20_000;

fn main() {
    let registers: Vec<LabelledRegister> = TRAINING
        .iter()
        .map(|seed| LabelledRegister::generate(&Size::district(HOUSEHOLDS), *seed))
        .collect();
    for kind in [Kind::Household, Kind::Establishment, Kind::Group] {
        let registers: Vec<Labelled> = registers
            .iter()
            .map(|register| labelled(register, kind))
            .collect();
        println!("{kind:?}");
        let mut weights = count(&registers);
        weights.doubt = best_doubt(&registers, &weights);
        print(&weights);
    }
}

/// Prints a table as it stands in the source.
fn print(weights: &Weights) {
    println!("Weights {{");
    println!("    doubt: {},", weights.doubt);
    println!("    name: {:?},", weights.name);
    println!("    title: {:?},", weights.title);
    println!("    others: [");
    for others in &weights.others {
        println!("{others:#?},");
    }
    println!("    ],\n}}");
}

/// How often each likeness of a field was found, and how rare what was shared was in sum.
struct Counts<const N: usize>([[f64; N]; 2], [[f64; N]; 2]);

impl<const N: usize> Counts<N> {
    fn new() -> Self {
        Self([[0.0; N]; 2], [[0.0; N]; 2])
    }

    fn add(&mut self, is_same: bool, place: Option<usize>, rarity: i32) {
        let side = usize::from(is_same);
        if let Some(place) = place {
            self.0[side][place] += 1.0;
            self.1[side][place] += f64::from(rarity);
        }
    }

    fn weights(&self) -> [i32; N] {
        let total = |side: usize| self.0[side].iter().sum::<f64>();
        let share = |side: usize, place: usize| {
            (self.0[side][place] + 0.5) / (total(side) + 0.5 * N as f64)
        };
        std::array::from_fn(|place| {
            let rarity = [0, 1].map(|side| match self.0[side][place] {
                0.0 => None,
                count => Some(self.1[side][place] / count),
            });
            let usual = rarity[0].or(rarity[1]).unwrap_or(0.0);
            // What was never seen says nothing.
            if self.0[0][place] + self.0[1][place] == 0.0 {
                return 0;
            }
            let bits = (share(1, place) / share(0, place)).log2() * 100.0 - usual;
            (bits / 10.0).round() as i32 * 10
        })
    }
}

/// Counts of all fields but what the records are called.
struct FieldCounts {
    person: Counts<10>,
    phone: Counts<3>,
    place: Counts<PLACES>,
    class: Counts<2>,
    members: Counts<3>,
}

impl FieldCounts {
    fn new() -> Self {
        Self {
            person: Counts::new(),
            phone: Counts::new(),
            place: Counts::new(),
            class: Counts::new(),
            members: Counts::new(),
        }
    }

    fn add(&mut self, is_same: bool, found: &Comparison) {
        let (person, rarity) = found.person.unzip();
        let members = found
            .common_members
            .map(|(common, of)| Members::of(common, of) as usize);
        self.person.add(
            is_same,
            person.map(|person| person as usize),
            rarity.unwrap_or(0),
        );
        self.phone
            .add(is_same, found.phone.map(|phone| phone as usize), 0);
        self.place.add(is_same, Some(found.place()), 0);
        self.class
            .add(is_same, found.same_class.map(|same| usize::from(!same)), 0);
        self.members.add(is_same, members, 0);
    }

    fn weights(&self) -> FieldWeights {
        FieldWeights {
            person: self.person.weights(),
            phone: self.phone.weights(),
            place: self.place.weights(),
            class: self.class.weights(),
            members: self.members.weights(),
        }
    }
}

fn count(registers: &[Labelled]) -> Weights {
    let (mut name, mut title) = (Counts::<10>::new(), Counts::<6>::new());
    let mut others: [FieldCounts; 4] = std::array::from_fn(|_| FieldCounts::new());
    for register in registers {
        for (one, other) in sharing_a_key(&register.forms) {
            let (one, other) = (one as usize, other as usize);
            let is_same = register.duplicates.contains(&(one, other));
            let found = register.forms[one].compare(&register.forms[other]);
            let (named, rarity) = found.name.unzip();
            name.add(
                is_same,
                named.map(|name| name as usize),
                rarity.unwrap_or(0),
            );
            let (titled, rarity) = found.title.unzip();
            title.add(
                is_same,
                titled.map(|title| title as usize),
                rarity.unwrap_or(0),
            );
            others[found.naming() as usize].add(is_same, &found);
        }
    }
    Weights {
        doubt: 0,
        name: name.weights(),
        title: title.weights(),
        others: others.map(|counts| counts.weights()),
    }
}

/// Finds the doubt at which as many are missed as are wrong, nearly.
fn best_doubt(registers: &[Labelled], weights: &Weights) -> i32 {
    let mut found: Vec<(i32, bool)> = Vec::new();
    let mut all = 0;
    for register in registers {
        all += register.duplicates.len();
        found.extend(
            sharing_a_key(&register.forms)
                .into_iter()
                .map(|(one, other)| {
                    let (one, other) = (one as usize, other as usize);
                    let comparison: Comparison =
                        register.forms[one].compare(&register.forms[other]);
                    (
                        comparison.weight(weights),
                        register.duplicates.contains(&(one, other)),
                    )
                }),
        );
    }
    found.sort_unstable_by_key(|(weight, _)| -weight);
    let reachable = found.iter().filter(|(_, is_same)| *is_same).count();
    println!(
        "{all} duplicates, {reachable} share a key, {} pairs share one",
        found.len()
    );
    let (mut right, mut best) = (0, (0.0, 0));
    for (place, (weight, is_same)) in found.iter().enumerate() {
        right += usize::from(*is_same);
        let (precision, recall) = (right as f64 / (place + 1) as f64, right as f64 / all as f64);
        let score = precision.min(recall);
        if score > best.0 {
            best = (score, *weight);
        }
        if place % 200 == 0 && place < all * 3 / 2 {
            println!("  {weight}: precision {precision:.3}, recall {recall:.3}");
        }
    }
    println!("best {:.4} at {}", best.0, best.1);
    (best.1 / 10) * 10
}
